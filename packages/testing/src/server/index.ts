export { temporalServer } from './temporal-server.js';
export type { TemporalServerKit, TemporalServerOptions } from './temporal-server.js';
