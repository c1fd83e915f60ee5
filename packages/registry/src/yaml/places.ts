import { isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml';
import type { Position } from '../findings.js';

/** The path of a key inside a table: `lifecycle` + `depends_on` = `lifecycle.depends_on`. */
export function keyPath(parent: string, key: string): string {
  return parent === '' ? key : `${parent}.${key}`;
}

/** The path of a list item, counted from 0. */
export function itemPath(parent: string, index: number): string {
  return `${parent}[${index}]`;
}

/** A key that stands twice in one table. */
export interface DuplicateKey {
  path: string;
  key: string;
  first: Position;
  second: Position;
}

/** Where the fields of one table stand; paths are relative to that table. */
export interface Places {
  /** Where a value stands; for an absent or empty field, its key or the nearest table around it. */
  value(path: string): Position;
  /** Where a key stands; for an absent field, the key of the table that lacks it. */
  key(path: string): Position;
}

/** Remembers where everything in a YAML file stands, so that the checks can work on plain values. */
export class FilePlaces implements Places {
  readonly duplicates: DuplicateKey[] = [];
  private readonly keys = new Map<string, Position>();
  private readonly values = new Map<string, Position>();

  constructor(
    root: Node,
    private readonly lines: LineCounter,
  ) {
    this.place(root, '');
  }

  value(path: string): Position {
    return this.values.get(path) ?? this.key(path);
  }

  key(path: string): Position {
    for (let at = path; at !== ''; at = parentOf(at)) {
      // The key of a list item is the item itself.
      const place = this.keys.get(at) ?? (at.endsWith(']') ? this.values.get(at) : undefined);
      if (place) return place;
    }
    return this.values.get('') ?? { line: 1, column: 1 };
  }

  /** The same places, seen from a table inside the file. */
  within(base: string): Places {
    const path = (field: string): string => (base === '' || field === '' ? base + field : `${base}.${field}`);
    return { value: (field) => this.value(path(field)), key: (field) => this.key(path(field)) };
  }

  private place(node: Node, path: string): void {
    const empty = isScalar(node) && (node.value === null || node.value === '');
    if (!empty || !this.keys.has(path)) this.values.set(path, startOf(node, this.lines));
    // An alias is not followed: what it stands for has its place at the anchor.
    if (isAlias(node)) return;
    if (isMap(node)) {
      const seen = new Map<string, Position>();
      for (const pair of node.items) this.placePair(pair, path, seen);
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        if (isNode(item)) this.place(item, itemPath(path, index));
      });
    }
  }

  private placePair(pair: Pair, parent: string, seen: Map<string, Position>): void {
    // The merge key `<<` is a symbol: it names no field.
    if (!isScalar(pair.key) || typeof pair.key.value === 'symbol') return;
    const key = String(pair.key.value);
    const path = keyPath(parent, key);
    const position = startOf(pair.key, this.lines);
    const first = seen.get(key);
    if (first) this.duplicates.push({ path, key, first, second: position });
    else seen.set(key, position);
    this.keys.set(path, position);
    if (isNode(pair.value)) this.place(pair.value, path);
  }
}

/** The first character of a node. */
export function startOf(node: Node, lines: LineCounter): Position {
  return positionAt(node.range?.[0] ?? 0, lines);
}

/** The position of an offset into the text. */
export function positionAt(offset: number, lines: LineCounter): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: Math.max(col, 1) };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.'), path.lastIndexOf('[')));
}
