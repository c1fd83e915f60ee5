import {
  checkOptions,
  LuaError,
  readOptions,
  parseDuration,
  type Data,
  type FunctionDefinition,
} from '@durable-lua/determinism';
import { optionTableOf } from '@durable-lua/determinism/host';
import type { LintedChunk } from '../linted-chunk.js';
import { argumentsOf, isCall, isOpen, textOf, walk, type Expression, type Node } from '../syntax.js';
import { typeName, type Known } from '../values.js';

type Type = FunctionDefinition['params'][string];

/** L-BAD-ARGUMENT: arguments of module functions and methods that cannot be right. */
export function findArguments(chunk: LintedChunk): void {
  walk(chunk.tree, (node) => {
    if (!isCall(node)) return;
    const callee = chunk.values.callee(node);
    if (callee === undefined) return;
    const isMethodCall = node.base.type === 'MemberExpression' && node.base.indexer === ':';
    if ((callee.is === 'method') !== isMethodCall) return;
    check(chunk, node, callee.name ?? '', callee.definition, argumentsOf(node));
  });
}

/** Of these nil is a value as any other. */
const ANYTHING: readonly string[] = ['value', 'data', 'payload'];

function check(
  chunk: LintedChunk,
  call: Node,
  called: string,
  { params }: FunctionDefinition,
  args: readonly Expression[],
): void {
  const types = Object.entries(params);
  const name = called;
  const last = types.at(-1)?.[1];
  const isCertain = !isOpen(args.at(-1));
  if (last?.rest !== true && args.length > types.length + (isCertain ? 0 : 1)) {
    const most = types.length === 1 ? '1 argument' : `${types.length} arguments`;
    chunk.report(args[types.length] as Node, 'L-BAD-ARGUMENT', `${name} takes ${most}, and gets ${args.length}`);
    return;
  }
  types.forEach(([parameter, type], index) => {
    const arg = args[index];
    if (type.rest === true) {
      for (const one of args.slice(index)) complain(chunk, one, name, parameter, type.of as Type);
    } else if (arg !== undefined) {
      complain(chunk, arg, name, parameter, type);
    } else if (isCertain && type.optional !== true && !ANYTHING.includes(type.kind)) {
      chunk.report(call, 'L-BAD-ARGUMENT', `${name}: ${type.expected} expected as '${parameter}', got no value`);
    }
  });
}

function complain(chunk: LintedChunk, arg: Expression, name: string, parameter: string, type: Type): void {
  const known = chunk.values.of(arg);
  const wrong = known && wrongWith(chunk, known, type);
  if (wrong !== undefined) chunk.report(wrong.at ?? arg, 'L-BAD-ARGUMENT', `${name}: '${parameter}': ${wrong.text}`);
}

interface Wrong {
  readonly text: string;
  readonly at?: Node;
}

/** What is surely wrong with a value as a type; undefined where it is right, or nobody knows. */
function wrongWith(chunk: LintedChunk, known: Known, type: Type): Wrong | undefined {
  if (known.is === 'nil' && (type.optional === true || ANYTHING.includes(type.kind))) return undefined;
  const got = typeName(known);
  const mismatch = got === undefined ? undefined : { text: `${type.expected} expected, got ${got}` };
  switch (type.kind) {
    case 'string':
    case 'bytes':
      return got === 'string' || got === 'number' ? undefined : mismatch;
    case 'integer':
    case 'int64':
    case 'number':
      return wrongNumber(known, type) ?? (got === 'number' || got === 'string' ? undefined : mismatch);
    case 'boolean':
      return got === 'boolean' ? undefined : mismatch;
    case 'duration':
      return (
        wrongDuration(known) ?? (got === 'number' || got === 'string' || got === 'time.Duration' ? undefined : mismatch)
      );
    case 'func':
      return got === 'function' ? undefined : mismatch;
    case 'table':
    case 'list':
    case 'map':
      return got !== 'table' ? mismatch : wrongTable(chunk, known, type);
    case 'channel':
    case 'thread':
      return got === type.kind ? undefined : mismatch;
    case 'instance':
      return known.is === 'object' && got !== 'userdata' ? undefined : mismatch;
    case 'oneOf': {
      const each = (type.choices ?? []).map((choice) => wrongWith(chunk, known, choice));
      return each.every((one) => one !== undefined)
        ? (each.find((one) => one.at !== undefined) ?? mismatch)
        : undefined;
    }
    case 'payload':
      return got === 'function' || got === 'channel' ? { text: `a ${got} cannot be sent` } : undefined;
    case 'value':
      return type.options === undefined ? undefined : wrongOptions(chunk, known, type, mismatch);
    default:
      return undefined;
  }
}

function wrongNumber(known: Known, { kind, min, max }: Type): Wrong | undefined {
  if (known.is === 'text' && Number.isNaN(Number(known.value || 'x'))) {
    return { text: `${kind === 'number' ? 'number' : 'integer'} expected, got string` };
  }
  if (known.is !== 'number') return undefined;
  const { value } = known;
  if (kind !== 'number' && !Number.isInteger(value)) return { text: `integer expected, got ${value}` };
  if (min !== undefined && value < min) return { text: `at least ${min} expected, got ${value}` };
  return max !== undefined && value > max ? { text: `at most ${max} expected, got ${value}` } : undefined;
}

function wrongDuration(known: Known): Wrong | undefined {
  if (known.is !== 'text' || parseDuration(known.value) !== undefined) return undefined;
  return {
    text: `"${known.value}" is no duration: write one such as "500ms", "1.5h" or "2h45m" (units ns us ms s m h)`,
  };
}

function wrongTable(chunk: LintedChunk, known: Known, { fields }: Type): Wrong | undefined {
  if (known.is !== 'table' || fields === undefined) return undefined;
  const given = new Map<string, { key: Node; value: Expression }>();
  for (const field of known.node.fields) {
    if (field.type === 'TableKeyString') given.set(field.key.name, { key: field, value: field.value });
    else if (field.type === 'TableKey' && field.key.type === 'StringLiteral')
      given.set(textOf(field.key.raw), { key: field, value: field.value });
    else return undefined;
  }
  for (const [name, { key, value }] of given) {
    const type = fields[name];
    const names = Object.keys(fields).join(', ');
    if (type === undefined) return { text: `unknown field '${name}'; it takes ${names}`, at: key };
    const it = chunk.values.of(value);
    const wrong = it && wrongWith(chunk, it, type);
    if (wrong !== undefined) return { text: `field '${name}': ${wrong.text}`, at: wrong.at ?? key };
  }
  return undefined;
}

/** Options that are written down whole are read as the call will read them. */
function wrongOptions(
  chunk: LintedChunk,
  known: Known,
  { options }: Type,
  mismatch: Wrong | undefined,
): Wrong | undefined {
  if (options === undefined) return undefined;
  if (known.is !== 'table') return typeName(known) === 'table' ? undefined : mismatch;
  const places = new Map<string, Node>();
  const given: Record<string, Data> = {};
  for (const field of known.node.fields) {
    const name =
      field.type === 'TableKeyString'
        ? field.key.name
        : field.type === 'TableKey' && field.key.type === 'StringLiteral'
          ? textOf(field.key.raw)
          : undefined;
    if (name === undefined) return undefined;
    const value = dataOf(chunk, field.value);
    // What is not plain is taken for right.
    if (value === UNKNOWN && isKnownOption(options, name)) continue;
    given[name] = value === UNKNOWN ? true : value;
    places.set(name, field);
  }
  const table = optionTableOf(given);
  // What options say together may be meant to be taken apart later.
  const problem = checkOptions(options, table).problems.find(({ kind }) => kind !== 'contradiction');
  if (problem === undefined) return undefined;
  const at = places.get(problem.path[0] ?? '');
  return { text: messageOf(() => readOptions(options, table)), ...(at !== undefined && { at }) };
}

function messageOf(act: () => void): string {
  try {
    act();
    return '';
  } catch (error) {
    if (!LuaError.is(error)) throw error;
    return error.message;
  }
}

const isKnownOption = ({ rows }: NonNullable<Type['options']>, name: string): boolean =>
  Object.values(rows as Record<string, { readonly names: readonly string[] }>).some(({ names }) =>
    names.includes(name),
  );

const UNKNOWN = Symbol('a value that the text does not tell');

function dataOf(chunk: LintedChunk, node: Expression): Data | typeof UNKNOWN {
  const known = chunk.values.of(node);
  if (known?.is === 'text' || known?.is === 'number' || known?.is === 'boolean') return known.value;
  if (known?.is === 'nil') return null;
  if (known?.is !== 'table') return UNKNOWN;
  const entries: [string, Data][] = [];
  for (const field of known.node.fields) {
    if (field.type !== 'TableKeyString') return UNKNOWN;
    const value = dataOf(chunk, field.value);
    if (value === UNKNOWN) return UNKNOWN;
    entries.push([field.key.name, value]);
  }
  return Object.fromEntries(entries);
}
