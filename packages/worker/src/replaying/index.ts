/** For who shows how a run went: what `replayHistories` itself goes by. */
export { readHistory } from '../history.js';
export type { ReadHistory } from '../history.js';
export { comparedEvents, inShort, matchCommands } from './parting.js';
export type { ComparedEvent } from './parting.js';
