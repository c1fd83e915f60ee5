import type { ModuleDefinition } from '@durable-lua/determinism';
import type { Script } from './subject.js';

/** A real Temporal server as the kit sees it. Made by `temporalServer` of `@durable-lua/testing/server`. */
export interface ServerKit {
  /** The ways of running that it offers: `real Temporal`, `real Temporal, no cache`. */
  readonly variants: readonly string[];
  /** Why a script of this module cannot run here, or undefined. */
  refuses(definition: ModuleDefinition, script: Script): string | undefined;
  /** Runs a script as a workflow, then fetches its history and replays it. Rejects with what went wrong. */
  run(variant: string, definition: ModuleDefinition, script: Script): Promise<void>;
}
