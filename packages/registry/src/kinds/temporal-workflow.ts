import { reference, required, text } from '../fields/index.js';
import { defineKind } from './kind.js';

/** A workflow of another language, for Lua to start. */
export const temporalWorkflow = defineKind({
  kind: 'temporal.workflow',
  fields: { worker: required(reference('temporal.worker')), workflow_type: text({ filled: true }) },
  build({ worker, workflowType }, at) {
    return worker === undefined ? undefined : { worker, workflowType: workflowType || (at.scope.raw.name ?? '') };
  },
});
