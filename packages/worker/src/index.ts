export { createRuntime } from './runtime.js';
export type { RunHandle, Runtime, RuntimeOptions } from './runtime.js';
export { standardModules } from './standard-modules.js';
