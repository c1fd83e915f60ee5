import type { ClassDefinition, ModuleDefinition } from '@durable-lua/determinism';
import { builtinClasses } from '@durable-lua/determinism/host';
import { groupClass } from './group-class.js';

/** The modules of a state and their classes, by name. */
export interface ModuleIndex {
  readonly modules: ReadonlyMap<string, ModuleDefinition>;
  /** Those of the VM and of the modules; the later one of a name counts. */
  readonly classes: ReadonlyMap<string, ClassDefinition>;
  /** The module that defines a class. */
  readonly owners: ReadonlyMap<string, ModuleDefinition>;
}

/** A pure cache: every run of a worker is given the same list. */
const cache = new WeakMap<readonly ModuleDefinition[], ModuleIndex>();

export function indexOf(list: readonly ModuleDefinition[]): ModuleIndex {
  let index = cache.get(list);
  if (index === undefined) cache.set(list, (index = makeIndex(list)));
  return index;
}

function makeIndex(list: readonly ModuleDefinition[]): ModuleIndex {
  const classes = new Map<string, ClassDefinition>();
  const owners = new Map<string, ModuleDefinition>();
  for (const one of [...builtinClasses, groupClass]) classes.set(one.name, one);
  for (const module of list) {
    for (const one of module.classes ?? []) {
      classes.set(one.name, one);
      owners.set(one.name, module);
    }
  }
  return { modules: new Map(list.map((module) => [module.name, module])), classes, owners };
}
