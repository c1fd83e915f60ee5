import type { ModuleDefinition } from '@durable-lua/determinism';
import type { Script, Surroundings } from './subject.js';

/** A real Temporal server as the kit sees it. Made by `temporalServer` of `@durable-lua/testing/server`. */
export interface ServerKit {
  /** The ways of running that it offers: with a cache, without. */
  readonly variants: readonly string[];
  /** Takes a script for a later {@link run}; or says why it cannot run here. */
  enlist(definition: ModuleDefinition, script: Script, around: Surroundings): string | undefined;
  /** Runs a script as a workflow, then fetches its history and replays it. Rejects with what went wrong. */
  run(variant: string, definition: ModuleDefinition, script: Script): Promise<void>;
}
