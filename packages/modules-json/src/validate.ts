import { validate as validateWith, type OutputUnit } from '@cfworker/json-schema';
import {
  invalid,
  LuaError,
  jsonMaker,
  readDocument,
  writeJson,
  type LuaServices,
  type LuaValue,
  type Document,
} from '@durable-lua/determinism';
import { standIns } from './big-numbers.js';
import { compile, type Compiled } from './check-schema.js';
import { unusable } from './unusable.js';
import type { LinearPattern } from './linear-pattern.js';
import { parseJson } from './parse.js';
import { schemaToPlain, valueToPlain } from './schema-tree.js';

const forValidation = jsonMaker<ReadonlyMap<string, Document>>((members) => new Map(members));

/** Text as a tree. `LuaError` `INTERNAL` for what is no JSON. */
export const textToTree = (text: string): Document => parseJson(text, forValidation);

interface CompiledSchema {
  readonly plain: unknown;
  readonly compiled: Compiled;
}

const CACHE = Symbol('json schemas');
const CACHE_SIZE = 100;
/** Of the texts of all schemas that are kept. */
const CACHE_BYTES = 512 * 1024;
/** What a schema takes for each byte of its text, read and compiled, about. */
const BYTES_PER_BYTE = 16;

/** Schemas that were compiled, those used last at the end. */
class Schemas {
  private readonly byText = new Map<string, CompiledSchema>();
  private bytes = 0;

  get held(): number {
    return this.bytes * BYTES_PER_BYTE;
  }

  get(text: string): CompiledSchema | undefined {
    return this.byText.get(text);
  }

  keep(text: string, schema: CompiledSchema): void {
    if (this.byText.delete(text)) this.bytes -= text.length;
    this.byText.set(text, schema);
    this.bytes += text.length;
    for (const [oldest] of this.byText) {
      if (this.byText.size <= CACHE_SIZE && this.bytes <= CACHE_BYTES) return;
      this.byText.delete(oldest);
      this.bytes -= oldest.length;
    }
  }
}

/** A schema given as a table or as JSON text, compiled; of each run those used last are kept, by content: 100, or 512 KiB of text. */
export function schemaOf(lua: LuaServices, given: LuaValue, textOf: (value: LuaValue) => string): CompiledSchema {
  const type = lua.typeOf(given);
  if (type !== 'table' && type !== 'string') throw unusable(`expected a table or JSON text, got ${type}`);
  const cache = lua.state(
    CACHE,
    () => new Schemas(),
    ({ held }) => held,
  );
  const text = type === 'string' ? textOf(given) : undefined;
  const plain = text === undefined ? schemaToPlain(reading(() => readDocument(lua, given, true))) : undefined;
  const key = text === undefined ? `table ${writeJson(toTree(plain))}` : `text ${text}`;
  let schema = cache.get(key);
  if (schema === undefined) {
    const from = plain ?? schemaToPlain(reading(() => textToTree(text as string)));
    schema = { plain: from, compiled: compile(from, (units) => lua.pay(units)) };
  }
  cache.keep(key, schema);
  return schema;
}

function reading(read: () => Document): Document {
  try {
    return read();
  } catch (error) {
    throw LuaError.is(error) ? unusable(error.message) : error;
  }
}

const toTree = (plain: unknown): Document => {
  if (typeof plain !== 'object' || plain === null) return plain as Document;
  if (Array.isArray(plain)) return plain.map(toTree);
  return new Map(Object.entries(plain).map(([key, member]) => [key, toTree(member)]));
};

interface Problem {
  readonly path: string;
  readonly message: string;
}

/**
 * Passes when the value has the form that the schema describes.
 * @throws LuaError `INVALID` with `details.errors`.
 */
export function validate(lua: LuaServices, schema: CompiledSchema, tree: Document): void {
  // Nobody can tell whether an empty Lua table is a list or an object: what the schema accepts is right.
  const objects = new Set<string>();
  for (;;) {
    const empties = new Set<string>();
    const problems = problemsOf(lua, schema, valueToPlain(tree, objects, empties));
    if (problems.length === 0) return;
    const doubtful = problems.filter(({ path }) => empties.has(path) && !objects.has(path));
    if (doubtful.length === 0) throw notValid(problems);
    for (const { path } of doubtful) objects.add(path);
  }
}

function problemsOf(lua: LuaServices, { plain, compiled }: CompiledSchema, instance: unknown): readonly Problem[] {
  const { schema, instance: safe, restore } = standIns(plain, instance);
  const {
    schema: root,
    draft,
    lookup,
    patterns,
    comparesItems,
  } = schema === plain ? compiled : compile(schema, (units) => lua.pay(units));
  lua.pay(comparisons(safe, comparesItems).units);
  let units: OutputUnit[];
  try {
    units = inLinearTime(patterns, () => validateWith(safe, root, draft, lookup, false).errors);
  } catch (error) {
    // What ends the run is no matter of the schema.
    if (LuaError.is(error) || !(error instanceof Error) || 'luaUncatchable' in error) throw error;
    throw unusable(error.message);
  }
  const causes = units.filter((unit) => !isSummary(unit));
  return (causes.length > 0 ? causes : units).map(({ instanceLocation, keyword, error }) => ({
    path: decodeURI(instanceLocation.slice(1)).replace(/%23/g, '#'),
    message: keyword === 'false' ? 'The schema allows nothing here.' : restore(error),
  }));
}

/**
 * The validator makes regular expressions of JavaScript, by their global name, and has no other way: it is given these instead
 * while it works, in one synchronous call.
 */
function inLinearTime<T>(patterns: ReadonlyMap<string, LinearPattern>, work: () => T): T {
  const native = globalThis.RegExp;
  const linear = function (pattern: string): LinearPattern | RegExp {
    return patterns.get(pattern) ?? new native(pattern, 'u');
  };
  // Its value alone: in a workflow nothing else of the global object can be changed.
  Object.defineProperty(globalThis, 'RegExp', { value: linear });
  try {
    return work();
  } finally {
    Object.defineProperty(globalThis, 'RegExp', { value: native });
  }
}

/** What each comparison of a value with another costs, in eighths of a unit. */
const PER_VALUE = 2;
const PER_OBJECT = 20;

/**
 * What it costs to walk through a value, and for the keyword uniqueItems to compare all items of a list with each other: as much as the
 * smaller one of each two is large.
 */
function comparisons(value: unknown, comparesItems: boolean): { readonly size: number; readonly units: number } {
  if (typeof value !== 'object' || value === null) return { size: PER_VALUE, units: 1 };
  const members = Object.values(value).map((member) => comparisons(member, comparesItems));
  const size = members.reduce((sum, member) => sum + member.size, 0);
  const compared = comparesItems && Array.isArray(value) ? (members.length * size) / 8 : 0;
  return {
    size: PER_OBJECT + size,
    units: members.reduce((sum, member) => sum + member.units, members.length + compared),
  };
}

/** Keywords that only say that something inside of them failed, which has an error of its own. */
const SUMMARIES = new Set(
  '$ref additionalItems additionalProperties allOf dependentSchemas if items patternProperties prefixItems properties unevaluatedItems unevaluatedProperties'.split(
    ' ',
  ),
);
const isSummary = ({ keyword }: OutputUnit): boolean => SUMMARIES.has(keyword);

function notValid(problems: readonly Problem[]): LuaError {
  const [{ path, message }] = problems as [Problem];
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return invalid(`the value does not match the schema: ${path === '' ? '' : `${path}: `}${message}${more}`, {
    errors: problems.map(({ path: where, message: what }) => ({ path: where, message: what })),
  });
}
