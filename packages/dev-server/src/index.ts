export { ensureDevServer } from './ensure.js';
export { ensureTemporalCli } from './find-cli.js';
export { DevServerError, type DevServerErrorKind } from './errors.js';
export type { DevServer, DevServerOptions, SearchAttributeType, TemporalCliOptions } from './options.js';
