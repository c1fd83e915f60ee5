import type { FunctionDefinition, Type } from '@durable-lua/determinism';
import { paramName } from './literals.js';

export interface Param {
  /** As in the source: `...` for all the rest. */
  readonly name: string;
  readonly type: Type<unknown>;
  /** Whether a call may leave it out, and all that follow. */
  readonly omissible: boolean;
}

/** The parameters of a function as Lua sees them. */
export function paramsOf({ params }: FunctionDefinition): readonly Param[] {
  const entries = Object.entries(params);
  return entries.map(([name, type], index) => ({
    name: type.rest ? '...' : paramName(name),
    type: type.rest ? (type.of as Type<unknown>) : type,
    omissible: entries.slice(index).every(([, { optional, rest }]) => optional || rest),
  }));
}
