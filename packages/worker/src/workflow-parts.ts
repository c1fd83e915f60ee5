/** What the entry of a bundle with other modules or interceptors is made of. */
export { isInterceptor } from '@durable-lua/determinism/host';
export { inside, interceptors, interceptorsBeside, workflowMain } from '@durable-lua/host-workflow';
export { standardModules } from './standard-modules.js';
