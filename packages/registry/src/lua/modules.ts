import { AMBIENT_MODULES, LANGUAGE_MODULES, nearest } from '@durable-lua/determinism/host';
import { STANDARD_MODULES } from './standard-modules.js';

/** A module that Lua entries may `require`: its definition, or as much of that as a project is checked against. */
export interface KnownModule {
  readonly name: string;
  /** Workflows may not use it, because what it does is not repeated on replay: what to use instead. */
  readonly barredInWorkflows?: string;
  /** Workflows cannot use it in the form in which the runtime was given it: why, and the remedy. */
  readonly functionsOnly?: string;
}

/** The modules that an entry has without listing them. */
export function ambientModules(modules: readonly KnownModule[]): string[] {
  const names = modules.map(({ name }) => name);
  return [...LANGUAGE_MODULES, ...AMBIENT_MODULES.filter((name) => names.includes(name))];
}

/** Says that a module is none of `known`, why, and what to do. */
export function explainMissing(module: string, known: readonly string[]): string {
  const quoted = `module "${module}"`;
  if (STANDARD_MODULES.some(({ name }) => name === module)) {
    const owner = `@durable-lua/modules-${module.replaceAll('_', '-')}`;
    return `${quoted} is not among the modules of this runtime; add ${owner} to the modules of createRuntime`;
  }
  const near = nearest(module, known);
  if (near !== undefined) return `unknown ${quoted}; did you mean "${near}"?`;
  return `unknown ${quoted}; known modules: ${known.join(', ')}; add one of your own to the modules of createRuntime`;
}
