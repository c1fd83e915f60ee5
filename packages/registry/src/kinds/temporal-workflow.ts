import { about, reference, required, text } from '../fields/index.js';
import { defineKind } from './kind.js';

export const temporalWorkflow = defineKind({
  kind: 'temporal.workflow',
  doc: 'A workflow that is no Lua, for Lua to start.',
  fields: {
    worker: about('ID of the temporal.worker on whose queue it is started.', required(reference('temporal.worker'))),
    workflow_type: about('Its workflow type on Temporal; by default the name of the entry.', text({ filled: true })),
  },
  build({ worker, workflowType }, at) {
    return worker === undefined ? undefined : { worker, workflowType: workflowType || (at.scope.raw.name ?? '') };
  },
});
