export { workflowHost } from './capabilities.js';
export { interceptors } from './interceptors.js';
export { workflowMain } from './main.js';
export type { WorkflowMainOptions } from './main.js';
