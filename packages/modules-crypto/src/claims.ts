import {
  invalid,
  LuaError,
  jsonMaker,
  readJson,
  writeJsonNumber,
  type Data,
  type Json,
} from '@durable-lua/determinism';

/** The JSON of tokens: whole numbers exact to 64 bit, members in the order of the table. No message shows a value. */

/** @throws LuaError `INVALID` with the path of what JSON has no word for. */
export function writeJson(data: Data, path: string): string {
  switch (typeof data) {
    case 'undefined':
      return 'null';
    case 'bigint':
      return writeJsonNumber(data);
    case 'number':
      if (!Number.isFinite(data)) throw invalid(`${path}: a number that is not finite has no form in JSON`);
      return writeJsonNumber(data);
    case 'string':
    case 'boolean':
      return JSON.stringify(data);
    default:
      break;
  }
  if (data === null) return 'null';
  if (data instanceof Uint8Array) {
    throw invalid(`${path}: a string that is not UTF-8 text has no form in JSON: encode it with base64`);
  }
  if (LuaError.is(data)) return JSON.stringify(data.toString());
  if (Array.isArray(data)) return `[${data.map((item, index) => writeJson(item, `${path}[${index + 1}]`)).join(',')}]`;
  return writeObject(data as Record<string, Data>, path);
}

export function writeObject(members: Readonly<Record<string, Data>>, path: string): string {
  const written = Object.entries(members)
    .filter(([, member]) => member !== undefined && member !== null)
    .map(([key, member]) => `${JSON.stringify(key)}:${writeJson(member, `${path}.${key}`)}`);
  return `{${written.join(',')}}`;
}

const once = jsonMaker<Readonly<Record<string, Data>>>((members) => {
  if (new Set(members.map(([name]) => name)).size < members.length) throw new SyntaxError('a name occurs twice');
  return Object.fromEntries(members);
});

/** The object that a JSON text is; undefined for any other text, and where a name occurs twice. */
export function parseObject(text: string): Readonly<Record<string, Data>> | undefined {
  try {
    const value = readJson(text, once);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = <O extends object>(value: Json<O>): value is O =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
