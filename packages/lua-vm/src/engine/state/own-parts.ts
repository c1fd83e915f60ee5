/// <reference path="./fengari-modules.d.ts" />
/**
 * Puts the parts of the engine that are ours from the first line into fengari, whose files read them when they are loaded:
 * import this before any of them.
 */
import lint64 from 'fengari/src/lint64.js';
import lnumfmt from 'fengari/src/lnumfmt.js';
import * as int64 from './int64.js';
import * as formats from './number-formats.js';

Object.assign(lint64, int64);
Object.assign(lnumfmt, formats);
