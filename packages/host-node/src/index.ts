export { realClock } from './clock.js';
export { FunctionHost, noFunction } from './functions.js';
export type { FunctionEntry, FunctionHostOptions, FunctionRun } from './functions.js';
export { nodeSignatures } from './signatures.js';
export { nodeHost, stderrLog } from './node-host.js';
export type { NodeHost, NodeHostOptions } from './node-host.js';
