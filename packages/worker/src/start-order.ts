import { LuaError } from '@durable-lua/determinism';
import { didYouMean, type NamesOf } from '@durable-lua/determinism/host';
import type { Entry, Project } from '@durable-lua/registry';

/** What is to be started. */
export interface StartWhat {
  /** IDs of `temporal.client` entries, only to be connected: functions and processes then reach workflows. */
  readonly clients?: readonly string[];
  /** IDs of `temporal.worker` entries. */
  readonly workers?: readonly string[];
  /** IDs of `process.service` and `http.service` entries. */
  readonly services?: readonly string[];
}

export const START_NAMES: NamesOf<StartWhat> = { clients: true, workers: true, services: true };

/** What must run before an entry does: what it says, and what it cannot do without. */
function needsOf(entry: Entry): readonly string[] {
  const named = 'lifecycle' in entry ? entry.lifecycle.dependsOn : [];
  if (entry.kind === 'temporal.worker') return [entry.client, ...named];
  return entry.kind === 'process.service' ? [entry.host, ...named] : named;
}

/**
 * Starts entries and, before each, what it needs: one after another where they depend on each other, else at once. The
 * project has no cycles.
 */
export async function startInOrder(
  project: Project,
  chosen: readonly Entry[],
  start: (entry: Entry) => Promise<void>,
): Promise<void> {
  const ready = new Map<string, Promise<void>>();
  const begin = async (entry: Entry): Promise<void> => {
    await Promise.all(needsOf(entry).map((id) => prepare(project.entries.get(id) as Entry)));
    await start(entry);
  };
  const prepare = (entry: Entry): Promise<void> => {
    let preparing = ready.get(entry.id);
    if (preparing === undefined) ready.set(entry.id, (preparing = begin(entry)));
    return preparing;
  };
  const all = await Promise.allSettled(chosen.map(prepare));
  for (const one of all) if (one.status === 'rejected') throw one.reason;
}

/** The entries of these IDs. @throws LuaError `NOT_FOUND` */
export function pick<E extends Entry>(kind: string, entries: readonly E[], ids: readonly string[]): readonly E[] {
  return ids.map((id) => {
    const entry = entries.find((one) => one.id === id);
    if (entry !== undefined) return entry;
    const known = entries.map((one) => one.id);
    throw new LuaError({
      kind: 'NOT_FOUND',
      retryable: false,
      message: `no ${kind} '${id}': the project has ${known.join(', ') || 'none'}${didYouMean(id, known)}`,
    });
  });
}
