import type { ClassDefinition, ModuleDefinition } from '@durable-lua/determinism';
import { builtinClasses } from '@durable-lua/determinism/host';
import { groupClass } from './group-class.js';

/** A list of modules, looked through once. */
export interface Composed {
  readonly modules: ReadonlyMap<string, ModuleDefinition>;
  /** Those of the VM and of the modules; the later one of a name counts. */
  readonly classes: ReadonlyMap<string, ClassDefinition>;
  /** The module that defines a class. */
  readonly owners: ReadonlyMap<string, ModuleDefinition>;
}

/** A pure cache: every run of a worker is given the same list. */
const known = new WeakMap<readonly ModuleDefinition[], Composed>();

export function composed(list: readonly ModuleDefinition[]): Composed {
  let found = known.get(list);
  if (found === undefined) known.set(list, (found = lookThrough(list)));
  return found;
}

function lookThrough(list: readonly ModuleDefinition[]): Composed {
  const classes = new Map<string, ClassDefinition>();
  const owners = new Map<string, ModuleDefinition>();
  for (const one of [...builtinClasses, groupClass] as readonly unknown[] as readonly ClassDefinition[]) {
    classes.set(one.name, one);
  }
  for (const module of list) {
    for (const one of module.classes ?? []) {
      classes.set(one.name, one);
      owners.set(one.name, module);
    }
  }
  return { modules: new Map(list.map((module) => [module.name, module])), classes, owners };
}
