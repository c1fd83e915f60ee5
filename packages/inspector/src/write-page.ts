import { readFile } from 'node:fs/promises';
import type { Recording } from './model.js';
import { pageOf } from './page-of.js';

/** Built beside this file, or, where this one runs from its source, by the last build of the package. */
const PAGE = new URL(import.meta.url.endsWith('.ts') ? '../dist/page.js' : './page.js', import.meta.url);

/** A recording as one page that needs nothing else: to open, or to attach to a report. */
export const writePage = async (recording: Recording): Promise<string> =>
  pageOf(recording, await readFile(PAGE, 'utf8'));
