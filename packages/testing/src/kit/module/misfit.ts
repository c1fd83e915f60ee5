import { isInt64 } from '@durable-lua/determinism';
import type { Type } from '@durable-lua/determinism';

/** Why what a body gave is not what its function declares; undefined when it is. */
export function misfit(types: readonly Type<unknown>[], value: unknown): string | undefined {
  const [first] = types;
  if (first === undefined || first.kind === 'nothing') return undefined;
  if (types.length === 1) return why(first, value);
  if (!Array.isArray(value)) return `${shown(value)} where ${types.length} results are declared`;
  return types.map((type, index) => why(type, (value as unknown[])[index])).find((found) => found !== undefined);
}

function why(type: Type<unknown>, value: unknown): string | undefined {
  if (value === undefined || value === null) {
    return type.optional || MAY_BE_NIL.has(type.kind) ? undefined : `nothing where ${type.kind} is declared`;
  }
  return fits(type, value) ? undefined : `${shown(value)} where ${type.kind} is declared`;
}

/** Kinds of which nil is a value. */
const MAY_BE_NIL: ReadonlySet<string> = new Set(['value', 'payload', 'data', 'nothing', 'oneOf']);

function fits(type: Type<unknown>, value: unknown): boolean {
  switch (type.kind) {
    case 'string':
      return typeof value === 'string';
    case 'bytes':
      return typeof value === 'string' || value instanceof Uint8Array;
    case 'integer':
    case 'int64':
      return typeof value === 'bigint' ? isInt64(value) : Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value) && value.every((item) => why(type.of as Type<unknown>, item) === undefined);
    case 'map': {
      const members: unknown[] = value instanceof Map ? [...value.values()] : Object.values(value as object);
      return isMembers(value) && members.every((item) => why(type.of as Type<unknown>, item) === undefined);
    }
    case 'table': {
      const fields = Object.entries(type.fields ?? {});
      const given = value as Record<string, unknown>;
      return typeof value === 'object' && fields.every(([key, field]) => why(field, given[key]) === undefined);
    }
    case 'oneOf':
      return type.choices?.some((choice) => fits(choice, value)) ?? false;
    case 'duration':
    case 'payload':
    case 'instance':
    case 'channel':
      return typeof value === 'object';
    case 'value':
    case 'func':
    case 'thread':
      // Lua's own values are objects of the engine; those that are made say with which type.
      return typeof value === 'object' && (!isMembers(value) || 'type' in value) && !BUILT_IN.test(tagOf(value));
    default:
      return true;
  }
}

/** A Map, or an object that is no more than its members. */
function isMembers(value: unknown): value is object {
  if (value instanceof Map) return true;
  const prototype: unknown = typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined;
  return prototype === null || prototype === Object.prototype;
}

/** What JavaScript has of its own: a Date, a list, an error. */
const BUILT_IN = /^\[object (?!Object\])/;
const tagOf = (value: object | null): string => Object.prototype.toString.call(value);

function shown(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(value.slice(0, 40))}`;
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`;
  if (Array.isArray(value)) return 'a list';
  const named = typeof value === 'object' ? value?.constructor.name : undefined;
  return named === undefined || named === 'Object' ? `a value of type ${typeof value}` : `a value of class ${named}`;
}
