import { RE2JS } from 're2js';
import { invalid, type Data, type EntryView } from '@durable-lua/determinism';

type Test = (entry: EntryView) => boolean;
/** How a value of `meta` is compared with what the filter says. */
type Comparison = (found: Data) => boolean;

/**
 * What a filter says, as one test: all of its keys must hold.
 * @param pay takes units of the budget for the work of regular expressions
 * @throws LuaError `INVALID` for a key of no known form, or a value that does not suit it
 */
export function readFilter(filter: Readonly<Record<string, Data>>, pay: (units: number) => void): Test {
  const tests = Object.entries(filter).flatMap(([key, value]) => readKey(key, value, pay));
  return (entry) => tests.every((test) => test(entry));
}

const PARTS: Readonly<Record<string, (entry: EntryView) => string>> = {
  '.kind': ({ kind }) => kind,
  '.id': ({ id }) => id,
  '.ns': ({ id }) => id.slice(0, id.indexOf(':')),
  '.name': ({ id }) => id.slice(id.indexOf(':') + 1),
};

function readKey(key: string, value: Data, pay: (units: number) => void): Test[] {
  if (Object.hasOwn(PARTS, key)) {
    const [part, pattern] = [PARTS[key] as (entry: EntryView) => string, textOf(key, value)];
    return [(entry) => matches(pattern, part(entry), pay)];
  }
  if (key === 'meta') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw invalid("find: 'meta' must be a table of fields and their values");
    }
    return Object.entries(value).map(([field, wanted]) => ofMeta(field, equality(wanted as Data)));
  }
  const [, sign = '', field] = /^([~*^$]?)meta\.(.+)$/s.exec(key) ?? [];
  if (field === undefined) {
    throw invalid(
      `find: '${key}' is no key of a filter: .kind, .name, .ns, .id, meta.<field>, or that with ~, *, ^ or $ in front`,
    );
  }
  return [ofMeta(field, comparison(sign, key, value, pay))];
}

const ofMeta =
  (field: string, holds: Comparison): Test =>
  ({ meta }) => {
    const found = Object.hasOwn(meta, field) ? meta[field] : undefined;
    return found !== undefined && found !== null && holds(found);
  };

function comparison(sign: string, key: string, value: Data, pay: (units: number) => void): Comparison {
  if (sign === '') return equality(value);
  const wanted = textOf(key, value);
  if (sign === '~') {
    const expression = compiled(key, wanted, pay);
    const perCharacter = 4 + expression.programSize() / 4;
    return onText((text) => {
      pay(text.length * perCharacter);
      return expression.matcher(text).find();
    });
  }
  if (sign === '^') return onText((text) => text.startsWith(wanted));
  if (sign === '$') return onText((text) => text.endsWith(wanted));
  return (found) =>
    Array.isArray(found) ? found.includes(wanted) : typeof found === 'string' && found.includes(wanted);
}

const onText =
  (holds: (text: string) => boolean): Comparison =>
  (found) =>
    typeof found === 'string' && holds(found);

/** A regular expression of an engine whose time is proportional to the text. */
function compiled(key: string, pattern: string, pay: (units: number) => void): RE2JS {
  pay(5_000 + 40 * pattern.length);
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw invalid(`find: '${key}' is no regular expression (RE2): ${(error as Error).message}`);
  }
}

/** Of a list all items must be in the list that is found. */
function equality(wanted: Data): Comparison {
  if (!Array.isArray(wanted)) return (found) => isSame(found, wanted);
  return (found) =>
    Array.isArray(found) && wanted.every((item) => found.some((one) => isSame(one as Data, item as Data)));
}

function isSame(a: Data, b: Data): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return typeof a === 'bigint' || typeof b === 'bigint' ? String(a) === String(b) : a === b;
  }
  const [left, right] = [Object.entries(a), b as Readonly<Record<string, Data>>];
  return (
    left.length === Object.keys(right).length &&
    left.every(([key, value]) => Object.hasOwn(right, key) && isSame(value as Data, right[key]))
  );
}

/** `*` stands for any text. */
function matches(pattern: string, text: string, pay: (units: number) => void): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return text === pattern;
  pay(text.length);
  const last = rest.pop() as string;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  // Each piece is found as early as it can be: later ones then have the most room.
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > text.length - last.length) return false;
    at = found + piece.length;
  }
  return true;
}

function textOf(key: string, value: Data): string {
  if (typeof value === 'string') return value;
  throw invalid(`find: '${key}' needs a string to compare with`);
}
