export { browserHost } from './browser-host.js';
export type { BrowserHost, BrowserHostOptions } from './browser-host.js';
export { consoleLog } from './console-log.js';
export { realClock } from './clock.js';
export { webSignatures } from './web-signatures.js';
