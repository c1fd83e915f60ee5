import { invalid } from '@durable-lua/determinism';
import type { Workflow } from '@durable-lua/determinism';

/** @throws LuaError `INVALID` outside a workflow. */
export function assertInside(workflow: Workflow, what: string, instead = ''): void {
  if (workflow.info() === undefined) throw invalid(`workflow.${what} works only inside a workflow${instead}`);
}

export const INSTEAD_OF_CONTINUING = ': use process.upgrade(nil, ...) instead';
