export { workflowHost } from './workflow-host.js';
export { inside, interceptors } from './interceptors.js';
export { currentUpdate, luaPosition } from './run.js';
export { interceptorsBeside } from './beside.js';
export { workflowMain } from './workflow-main.js';
export type { WorkflowMainOptions } from './workflow-main.js';
