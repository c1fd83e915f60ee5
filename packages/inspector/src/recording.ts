/** For who records runs where there is no Node: in a page. */
export { LiveRecorder } from './live.js';
export type { LiveOptions } from './live.js';
export type { Recording } from './model.js';
export { pageOf } from './page-of.js';
export { eventTable } from './table.js';
