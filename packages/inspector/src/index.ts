export { inspect } from './inspect.js';
export type { InspectOptions } from './inspect.js';
export { LiveRecorder } from './live.js';
export type { LiveOptions } from './live.js';
export { stepOf } from './model.js';
export type { CallView, CoroutineView, EventView, Lane, LogView, Place, Problem, Recording, Step } from './model.js';
export { writePage } from './write-page.js';
export { eventTable } from './table.js';
