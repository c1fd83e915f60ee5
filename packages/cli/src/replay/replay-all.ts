import type { Project } from '@durable-lua/registry';
import { PartedError, replayHistories, type Parting } from '@durable-lua/worker';
import { luaPlace, type Place } from '../code-frame.js';
import { modulesOf } from '../project.js';
import type { NamedHistory } from './history-files.js';

/** How the replay of one history went. */
export interface Replay {
  /** Its file, or the ID of the workflow. */
  readonly name: string;
  readonly workflowId: string;
  readonly fits: boolean;
  /** Why it does not fit, in one sentence. */
  readonly message?: string;
  /** Where the two part. */
  readonly parting?: Parting;
  /** The line of Lua that it is about. */
  readonly place?: Place;
}

/** What to do about code that an open run does not fit. */
export const REMEDY = 'keep the old branch by workflow.version (docs/deploying-changes.md)';

/** Replays histories against the code of a project. In order. */
export async function replayAll(project: Project, histories: readonly NamedHistory[]): Promise<Replay[]> {
  const replays: Replay[] = [];
  // One by one: an answer must belong to the history that it is of.
  for (const { name, history } of histories) {
    for await (const { workflowId, error } of replayHistories({
      ...{ project, modules: modulesOf(project.root) },
      histories: [history],
    })) {
      replays.push(error === undefined ? { name, workflowId, fits: true } : { name, workflowId, ...why(error) });
    }
  }
  return replays;
}

function why(error: Error): Omit<Replay, 'name' | 'workflowId'> {
  const { message } = error;
  if (!(error instanceof PartedError)) {
    const place = luaPlace(message);
    return { fits: false, message, ...(place !== undefined && { place }) };
  }
  const { parting } = error;
  const at = parting.command?.place ?? parting.rest;
  return { fits: false, message, parting, ...(at !== undefined && { place: { file: at.file, line: at.line } }) };
}
