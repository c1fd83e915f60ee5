import { compareBytes, type Document } from '@durable-lua/determinism';
import { stringify } from 'yaml';

export interface KeyOrder {
  /** Keys that come first, in this order, at every level. */
  readonly first: readonly string[];
  /** Whether all other keys are sorted; otherwise they stay in the order of their table. */
  readonly sortOthers: boolean;
}

/** Texts that a reader of YAML 1.1 would take for something else (`yes`, `12:30`) are quoted as well. */
const STYLE = { indent: 2, lineWidth: 0, compat: 'yaml-1.1', aliasDuplicateObjects: false } as const;

export const writeYaml = (tree: Document, order: KeyOrder): string => stringify(ordered(tree, order), STYLE);

function ordered(tree: Document, order: KeyOrder): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return (tree as readonly Document[]).map((item) => ordered(item, order));
  const members = tree as ReadonlyMap<string, Document>;
  const first = new Set(order.first.filter((key) => members.has(key)));
  const others = [...members.keys()].filter((key) => !first.has(key));
  if (order.sortOthers) others.sort(compareBytes);
  return new Map([...first, ...others].map((key) => [key, ordered(members.get(key) as Document, order)]));
}
