/** What the entry of a bundle with other modules is made of. */
export { interceptors, interceptorsBeside, workflowMain } from '@durable-lua/host-workflow';
export { standardModules } from './standard-modules.js';
