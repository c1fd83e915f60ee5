import type { ModuleDefinition } from '@durable-lua/determinism';
import type { KitOptions } from './options.js';

/** A tiny wrong module, or a right one with a wrong file, that one check must find and no other. */
export interface PlantedFault {
  /** What is wrong, in words. */
  readonly fault: string;
  readonly definition: ModuleDefinition;
  /** `entryOf` gives the path of a file in this folder. */
  readonly options?: KitOptions | ((entryOf: (file: string) => string) => KitOptions);
  /** Part of what the check must say. */
  readonly says: RegExp;
}

/** At least one. */
export type PlantedFaults = readonly [PlantedFault, ...PlantedFault[]];
