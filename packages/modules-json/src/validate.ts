import { validate as validateWith, type OutputUnit } from '@cfworker/json-schema';
import {
  invalid,
  LuaError,
  jsonMaker,
  readDocument,
  type LuaServices,
  type LuaValue,
  type Document,
} from '@durable-lua/determinism';
import { standIns } from './big-numbers.js';
import { compile, unusable, type Compiled } from './check-schema.js';
import { parseJson } from './parse.js';
import { schemaToPlain, valueToPlain } from './schema-tree.js';
import { writeJson } from './write.js';

const forValidation = jsonMaker<ReadonlyMap<string, Document>>((members) => new Map(members));

/** Text as a tree. `LuaError` `INTERNAL` for what is no JSON. */
export const textToTree = (text: string): Document => parseJson(text, forValidation);

interface CompiledSchema {
  readonly plain: unknown;
  readonly compiled: Compiled;
}

const CACHE = Symbol('json schemas');
const CACHE_SIZE = 100;

/** A schema given as a table or as JSON text, compiled; of each run the 100 used last are kept, by content. */
export function schemaOf(lua: LuaServices, given: LuaValue, textOf: (value: LuaValue) => string): CompiledSchema {
  const type = lua.typeOf(given);
  if (type !== 'table' && type !== 'string') throw unusable(`expected a table or JSON text, got ${type}`);
  const cache = lua.state(CACHE, () => new Map<string, CompiledSchema>());
  const text = type === 'string' ? textOf(given) : undefined;
  const plain = text === undefined ? schemaToPlain(reading(() => readDocument(lua, given, true))) : undefined;
  const key = text === undefined ? `table ${writeJson(toTree(plain))}` : `text ${text}`;
  let schema = cache.get(key);
  if (schema === undefined) {
    const from = plain ?? schemaToPlain(reading(() => textToTree(text as string)));
    schema = { plain: from, compiled: compile(from) };
    if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value as string);
  } else {
    cache.delete(key);
  }
  cache.set(key, schema);
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
export function validate(schema: CompiledSchema, tree: Document): void {
  // Nobody can tell whether an empty Lua table is a list or an object: what the schema accepts is right.
  const objects = new Set<string>();
  for (;;) {
    const empties = new Set<string>();
    const problems = problemsOf(schema, valueToPlain(tree, objects, empties));
    if (problems.length === 0) return;
    const doubtful = problems.filter(({ path }) => empties.has(path) && !objects.has(path));
    if (doubtful.length === 0) throw notValid(problems);
    for (const { path } of doubtful) objects.add(path);
  }
}

function problemsOf({ plain, compiled }: CompiledSchema, instance: unknown): readonly Problem[] {
  const { schema, instance: safe, restore } = standIns(plain, instance);
  const { schema: root, draft, lookup } = schema === plain ? compiled : compile(schema);
  let units: OutputUnit[];
  try {
    units = validateWith(safe, root, draft, lookup, false).errors;
  } catch (error) {
    throw LuaError.is(error) ? error : unusable((error as Error).message);
  }
  const causes = units.filter((unit) => !isSummary(unit));
  return (causes.length > 0 ? causes : units).map(({ instanceLocation, keyword, error }) => ({
    path: decodeURI(instanceLocation.slice(1)).replace(/%23/g, '#'),
    message: keyword === 'false' ? 'The schema allows nothing here.' : restore(error),
  }));
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
