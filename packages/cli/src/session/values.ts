import { jsonMaker, readJson, type Data, type Json } from '@durable-lua/determinism';
import { encodeArguments } from '@durable-lua/lua-vm';
import { parse, stringify } from 'lossless-json';
import { UsageError } from '../command.js';

interface Members {
  readonly [key: string]: Json<Members>;
}

const exact = jsonMaker<Members>((members) => Object.fromEntries(members));

/** The arguments of a command line that are JSON, each one value; integers exact to 64 bit. @throws UsageError */
export function readValues(texts: readonly string[]): Json<Members>[] {
  return texts.map((text, index) => {
    try {
      return readJson(text, exact);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new UsageError(`value ${index + 1}, ${text}, is not JSON: ${error.message}${remedyOf(text)}`);
    }
  });
}

function remedyOf(text: string): string {
  if (!/^\s*[[{"']/.test(text)) return `; for a text, write '${JSON.stringify(text)}'`;
  return text.includes('"')
    ? ''
    : `; write keys and texts in double quotes, and the whole in single ones: '{"name": "Ada"}'`;
}

/** A value of Lua as JSON text, as Temporal stores it. */
export function jsonOf(value: Data): string {
  const [{ data, metadata } = { data: undefined, metadata: undefined }] = encodeArguments([value]);
  const encoding = metadata?.['encoding'] && Buffer.from(metadata['encoding']).toString();
  if (encoding === 'json/plain') return Buffer.from(data ?? []).toString();
  if (encoding === 'binary/null') return 'null';
  return JSON.stringify({ $lua: 'bytes', data: Buffer.from(data ?? []).toString('base64') });
}

/** The same on several lines. */
export const prettyJson = (json: string): string => stringify(parse(json), undefined, 2) ?? 'null';
