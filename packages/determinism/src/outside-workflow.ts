import type { Workflow } from './capabilities.js';
import { invalid } from './errors.js';
import { operation } from './operation.js';

/** What a host offers as `workflow` outside a workflow: nothing to tell, and nothing to run. */
export const outsideWorkflow: Workflow = Object.freeze<Workflow>({
  info: () => undefined,
  replaying: false,
  lastResult: () => undefined,
  version: (_, __, max) => max,
  change: () => {
    throw invalid('workflow.attrs works only inside a workflow');
  },
  exec: () => {
    const error = invalid('workflow.exec works only inside a workflow: use process.exec');
    return operation(Promise.reject(error), () => undefined);
  },
});
