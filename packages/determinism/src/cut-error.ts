import type { Data } from './data.js';
import { LuaError } from './errors.js';

/** What stands at the end of a text that was cut: how many bytes it had. */
const mark = (bytes: number): string => ` … [cut: ${bytes} bytes in all]`;
const MOST_MARK = mark(Number.MAX_SAFE_INTEGER).length + 2;

/** Bytes of one code point of a text in UTF-8, escaped as JSON has it where `json` says so. */
function width(point: number, json: boolean): number {
  if (json) {
    if (point === 0x22 || point === 0x5c) return 2;
    // Half of a pair, alone, is escaped; elsewhere it becomes U+FFFD.
    if (point < 0x20 || (point >= 0xd800 && point < 0xe000)) return 6;
  }
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
}

/** Bytes of a text inside of JSON, which are at least those of the text itself; counted no further than `enough`. */
function textBytes(text: string, enough = Infinity, json = true): number {
  const { length } = text;
  let bytes = 0;
  for (let at = 0; at < length && bytes < enough; at += 1) {
    const point = text.codePointAt(at) as number;
    bytes += width(point, json);
    if (point > 0xffff) at += 1;
  }
  return bytes;
}

/** The beginning of a text, whole characters, with a mark: `most` bytes of JSON at the most. A text that fits stays what it is. */
export function cutText(text: string, most: number): string {
  if (textBytes(text, most + 1) <= most) return text;
  const room = Math.max(0, most - MOST_MARK);
  let end = 0;
  for (let used = 0; end < text.length;) {
    const point = text.codePointAt(end) as number;
    used += width(point, true);
    if (used > room) break;
    end += point > 0xffff ? 2 : 1;
  }
  return text.slice(0, end) + mark(textBytes(text, Infinity, false));
}

/** The outermost contexts of an error, as many as fit into `most` bytes, and how many are missing. */
function cutContexts(contexts: readonly string[], most: number): readonly string[] {
  if (contextsBytes(contexts) <= most) return contexts;
  const kept: string[] = [];
  let room = most - MOST_MARK;
  for (const context of contexts) {
    // One that is long itself shall not stand for all.
    const cut = cutText(context, Math.max(Math.floor(most / 4), MOST_MARK));
    room -= contextBytes(cut);
    if (room < 0) break;
    kept.push(cut);
  }
  const missing = contexts.length - kept.length;
  return missing === 0 ? kept : [...kept, `… [cut: ${missing} more of ${contexts.length}]`];
}

/** With what stands between it and the next. */
const contextBytes = (context: string): number => textBytes(context) + 12;

const contextsBytes = (contexts: readonly string[]): number =>
  contexts.reduce((sum, context) => sum + contextBytes(context), 0);

/** Texts of details are not made shorter than this, in bytes, while there is something else to leave out. */
const SHORTEST = 64;

type Table = Readonly<Record<string, Data>>;

/**
 * Details of an error, `most` bytes of JSON at the most: first their long texts become shorter, each by the same measure, so
 * that the short ones beside them stay; then what comes last is left out. The member `cut` says so.
 */
function cutDetails(details: Table, most: number): Table {
  const all = dataBytes(details, Infinity);
  if (all <= most) return details;
  const note = `details of ${all} bytes, cut to fit`;
  const room = Math.max(0, most - note.length - 16);
  let longest = dataBytes(details, SHORTEST) > room ? SHORTEST : room;
  while (longest > SHORTEST && dataBytes(details, longest) > room) longest = Math.floor(longest / 2);
  const kept = new Cutter(room, longest).table(details);
  return { ...kept, cut: note };
}

/** The parts of a value that fit into what room is left. */
class Cutter {
  constructor(
    private room: number,
    private readonly longest: number,
  ) {}

  table(table: Table): Record<string, Data> {
    const kept: Record<string, Data> = {};
    this.room -= 2;
    for (const [key, value] of Object.entries(table)) {
      if (value === undefined || !this.take(textBytes(key) + 4)) continue;
      const cut = this.value(value);
      if (cut !== undefined) kept[key] = cut;
    }
    return kept;
  }

  /** Undefined for what does not fit at all. */
  private value(value: Data): Data {
    if (typeof value === 'string') {
      const cut = cutText(value, this.longest);
      return this.take(textBytes(cut) + 2) ? cut : undefined;
    }
    if (isBytes(value)) {
      const cut = value.subarray(0, Math.floor((this.longest * 3) / 4));
      return this.take(bytesBytes(cut.length)) ? cut : undefined;
    }
    if (LuaError.is(value)) return this.error(value);
    if (Array.isArray(value)) return this.list(value);
    if (typeof value === 'object' && value !== null) return this.table(value as Table);
    return this.take(dataBytes(value, Infinity)) ? value : undefined;
  }

  private error(error: LuaError): Data {
    const { innerMessage: message, context, luaStack, details } = error;
    const cut = {
      message: cutText(message, this.longest),
      context: cutContexts(context, this.longest),
      luaStack: cutText(luaStack, this.longest),
    };
    return this.take(errorBytes(error.with({ ...cut, details: undefined }), Infinity))
      ? error.with({ ...cut, details: details && this.table(details) })
      : undefined;
  }

  private list(list: readonly Data[]): Data {
    const kept: Data[] = [];
    this.room -= 2;
    for (const item of list) {
      const cut = this.take(1) ? this.value(item ?? null) : undefined;
      if (cut === undefined) break;
      kept.push(cut);
    }
    return kept;
  }

  private take(bytes: number): boolean {
    if (bytes > this.room) return false;
    this.room -= bytes;
    return true;
  }
}

/** Bytes of any realm. */
const isBytes = (data: Data): data is Uint8Array => ArrayBuffer.isView(data);

/** Bytes take more as JSON, where they are text. */
const bytesBytes = (length: number): number => 4 * Math.ceil(length / 3) + 32;

/** About how many bytes plain data takes as JSON, never fewer; texts count `longest` bytes at the most. */
function dataBytes(data: Data, longest: number): number {
  if (typeof data === 'string') return Math.min(textBytes(data, longest), longest) + 2;
  if (typeof data === 'number' && Number.isInteger(data)) return BigInt(data).toString().length;
  if (typeof data !== 'object' || data === null) return String(data).length;
  if (isBytes(data)) return Math.min(bytesBytes(data.length), longest + 32);
  if (LuaError.is(data)) return errorBytes(data, longest);
  if (Array.isArray(data)) return data.reduce((sum: number, item) => sum + dataBytes(item, longest) + 1, 2);
  return Object.entries(data as Table).reduce(
    (sum, [key, value]) => (value === undefined ? sum : sum + textBytes(key) + 4 + dataBytes(value, longest)),
    2,
  );
}

/** The same of an error among data. */
function errorBytes({ kind, innerMessage: message, context, luaStack, details }: LuaError, longest: number): number {
  const texts = [message, luaStack].map((text) => Math.min(textBytes(text, longest), longest));
  const named = 128 + textBytes(kind) + Math.min(contextsBytes(context), longest);
  return texts.reduce((sum, bytes) => sum + bytes, named) + (details === undefined ? 0 : dataBytes(details, longest));
}

/** Divides `room` among parts of these sizes: a part that needs less than its share leaves the rest to the others. */
function shares(sizes: readonly number[], room: number): readonly number[] {
  const given = sizes.map(() => 0);
  const ascending = sizes.map((_, index) => index).sort((a, b) => (sizes[a] as number) - (sizes[b] as number));
  let left = room;
  ascending.forEach((index, done) => {
    const share = Math.min(sizes[index] as number, Math.floor(left / (sizes.length - done)));
    given[index] = share;
    left -= share;
  });
  return given;
}

/** The longest kind that is kept whole. Bytes. */
const KIND = 1024;

/**
 * A copy of an error whose parts take `room` bytes at the most, each of them the same share; the error itself if it fits.
 * What was cut says so. The kind, and whether it is retried, stay.
 */
export function cutError(error: LuaError, room: number): LuaError {
  const { innerMessage: message, context, luaStack, details } = error;
  const forDetails = details === undefined ? 0 : dataBytes(details, Infinity);
  const sizes = [textBytes(message), contextsBytes(context), textBytes(luaStack), forDetails];
  const kind = cutText(error.kind, KIND);
  if (sizes.reduce((sum, size) => sum + size) <= room && kind === error.kind) return error;
  const [most, mostContext, mostStack, mostDetails] = shares(sizes, room) as [number, number, number, number];
  return error.with({
    kind,
    message: cutText(message, most),
    context: cutContexts(context, mostContext),
    luaStack: cutText(luaStack, mostStack),
    details: details && cutDetails(details, mostDetails),
  });
}
