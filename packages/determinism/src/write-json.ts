import { compareBytes, type Document } from './document.js';
import { writeJsonNumber } from './json-text.js';

/** How JSON text is laid out. */
export interface JsonLayout {
  /** Spaces for each level; 0 for one line without spaces. */
  readonly indent: number;
  /** Keys in the order of their bytes instead of that of the table. */
  readonly sortKeys: boolean;
}

const COMPACT: JsonLayout = { indent: 0, sortKeys: false };

/** A document as JSON text, on one line without spaces unless the layout says otherwise. Strings are escaped as far as JSON demands it, and lone surrogates cannot occur: Lua strings are bytes. */
export function writeJson(tree: Document, layout: JsonLayout = COMPACT): string {
  const { indent, sortKeys } = layout;
  const colon = indent > 0 ? ': ' : ':';

  const write = (one: Document, level: number): string => {
    if (typeof one === 'bigint' || typeof one === 'number') return writeJsonNumber(one);
    if (typeof one !== 'object' || one === null) return JSON.stringify(one);
    const isList = isArray(one);
    const parts = isList
      ? one.map((item) => write(item, level + 1))
      : sorted([...one], sortKeys).map(([key, member]) => JSON.stringify(key) + colon + write(member, level + 1));
    const [begin, end] = isList ? '[]' : '{}';
    if (indent === 0 || parts.length === 0) return `${begin}${parts.join(',')}${end}`;
    const line = `\n${' '.repeat(indent * (level + 1))}`;
    return `${begin}${line}${parts.join(`,${line}`)}\n${' '.repeat(indent * level)}${end}`;
  };
  return write(tree, 0);
}

const isArray: (tree: object) => tree is readonly Document[] = Array.isArray;

const sorted = (members: [string, Document][], sort: boolean): [string, Document][] =>
  sort ? members.sort(([a], [b]) => compareBytes(a, b)) : members;
