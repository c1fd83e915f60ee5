import { stringify } from 'yaml';
import type { Tree } from './tree.js';

export interface KeyOrder {
  /** Keys that come first, in this order, at every level. */
  readonly first: readonly string[];
  /** Whether all other keys are sorted; otherwise they stay in the order of their table. */
  readonly sortOthers: boolean;
}

/** Texts that a reader of YAML 1.1 would take for something else (`yes`, `12:30`) are quoted as well. */
const STYLE = { indent: 2, lineWidth: 0, compat: 'yaml-1.1', aliasDuplicateObjects: false } as const;

export const writeYaml = (tree: Tree, order: KeyOrder): string => stringify(ordered(tree, order), STYLE);

function ordered(tree: Tree, order: KeyOrder): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return (tree as readonly Tree[]).map((item) => ordered(item, order));
  const members = tree as ReadonlyMap<string, Tree>;
  const first = new Set(order.first.filter((key) => members.has(key)));
  const others = [...members.keys()].filter((key) => !first.has(key));
  if (order.sortOthers) others.sort(compareBytes);
  return new Map([...first, ...others].map((key) => [key, ordered(members.get(key) as Tree, order)]));
}

/** The order of the UTF-8 bytes, as Lua's `<` has it: JavaScript alone would put surrogates before U+E000. */
function compareBytes(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const rank = (unit: number): number => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);
