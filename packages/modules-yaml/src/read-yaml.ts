import {
  boolean,
  int64,
  list,
  map,
  number,
  present,
  string,
  value,
  MAX_DOCUMENT_DEPTH,
  internal,
  type Presented,
  type LuaError,
  isInt64,
  LONE_SURROGATE,
} from '@durable-lua/determinism';
import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { composeFirst, type FirstDocument } from './compose.js';

/** Most nodes that aliases and merge keys may add to those that are written down. */
const MAX_EXPANDED = 10_000;

type Given = Presented | null;

/**
 * What Lua gets for the first document of a text: null is nil, whole numbers are integers to 64 bit, keys are text.
 * @throws LuaError `INTERNAL` with line and column.
 */
export function readYaml(text: string, pay: (units: number) => void): Given {
  const first = composeFirst(text, pay);
  const contents = first.document?.contents;
  return contents ? new Reader(first).read(contents, 1) : null;
}

class Reader {
  private readonly anchors = new Map<string, Node>();
  /** Nodes that are being read: an alias inside of what it stands for would have no end. */
  private readonly open = new Set<Node>();
  private expanding = 0;
  private expanded = 0;

  constructor(private readonly source: FirstDocument) {}

  read(node: Node, depth: number): Given {
    if (this.expanding > 0 && ++this.expanded > MAX_EXPANDED) {
      throw this.refuse(node, `aliases expand to more than ${MAX_EXPANDED} nodes`);
    }
    if (isAlias(node)) return this.expand(node, (target) => this.read(target, depth));
    if (this.expanding === 0 && node.anchor !== undefined) this.anchors.set(node.anchor, node);
    if (isScalar(node)) return scalarOf(this.wellFormed(node));
    if (depth > MAX_DOCUMENT_DEPTH) throw this.refuse(node, `nested deeper than ${MAX_DOCUMENT_DEPTH} levels`);
    return this.within(node, () => {
      if (isSeq(node)) {
        return present(
          list(value),
          node.items.map((item) => this.readMember(item, depth + 1)),
        );
      }
      return present(map(value), this.readMap(node, depth));
    });
  }

  private readMember(member: unknown, depth: number): Given {
    return member ? this.read(member as Node, depth) : null;
  }

  /** A key of the map itself wins over a merged one, and of several merged maps the first. */
  private readMap(node: YAMLMap, depth: number): Map<string, Given> {
    const members = new Map<string, Given>();
    const seen = new Set<string>();
    const keys = node.items.map(({ key }) => key);
    // Read ahead only where it counts: an alias as key may stand for a value before it.
    const own = new Set(
      keys.some(isMergeKey) ? keys.flatMap((key) => (isMergeKey(key) ? [] : [this.keyOf(key as Node)])) : [],
    );
    for (const { key, value: member } of node.items) {
      if (!isMergeKey(key)) {
        const name = this.keyOf(key as Node);
        if (seen.has(name)) throw this.refuse(key as Node, `the key ${JSON.stringify(name)} stands twice in one map`);
        seen.add(name);
        members.set(name, this.readMember(member, depth + 1));
      } else {
        for (const [name, merged] of this.readMerged(member as Node | null, node, depth)) {
          if (!own.has(name) && !members.has(name)) members.set(name, merged);
        }
      }
    }
    return members;
  }

  private readMerged(source: Node | null, node: Node, depth: number): readonly (readonly [string, Given])[] {
    if (isAlias(source)) return this.expand(source, (target) => this.readMerged(target, node, depth));
    if (isSeq(source)) return source.items.flatMap((one) => this.readMerged(one as Node, node, depth));
    if (!isMap(source)) throw this.refuse(source ?? node, 'a merge key takes a map or a list of maps');
    if (this.expanding === 0 && source.anchor !== undefined) this.anchors.set(source.anchor, source);
    return this.within(source, () => [...this.readMap(source, depth)]);
  }

  private within<R>(node: Node, act: () => R): R {
    this.open.add(node);
    const result = act();
    this.open.delete(node);
    return result;
  }

  private expand<R>(alias: Alias, act: (target: Node) => R): R {
    const target = this.anchors.get(alias.source);
    if (target === undefined) throw this.refuse(alias, `unknown alias *${alias.source}`);
    if (this.open.has(target)) throw this.refuse(alias, `the alias *${alias.source} contains itself`);
    this.expanding += 1;
    const result = act(target);
    this.expanding -= 1;
    return result;
  }

  private keyOf(key: Node | null): string {
    if (isAlias(key)) return this.expand(key, (target) => this.keyOf(target));
    if (!isScalar(key) || key.value === null) throw this.refuse(key, 'a key must be a string, a number or a boolean');
    if (key.anchor !== undefined && this.expanding === 0) this.anchors.set(key.anchor, key);
    this.wellFormed(key);
    // As it is written, never through a number: 1.10 is not 1.1.
    return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
  }

  private wellFormed(node: Scalar): Scalar {
    if (typeof node.value !== 'string' || !LONE_SURROGATE.test(node.value)) return node;
    throw this.refuse(node, 'half a surrogate pair in the text');
  }

  private refuse(node: Node | null, what: string): LuaError {
    const offset = node?.range?.[0];
    return internal(`invalid YAML: ${what}${offset === undefined ? '' : ` at ${this.source.place(offset)}`}`);
  }
}

const isMergeKey = (key: Pair['key']): boolean => isScalar(key) && typeof key.value === 'symbol';

function scalarOf({ value: scalar }: Scalar): Given {
  switch (typeof scalar) {
    case 'string':
      return present(string, scalar);
    case 'boolean':
      return present(boolean, scalar);
    case 'number':
      return present(number, scalar);
    case 'bigint':
      return isInt64(scalar) ? present(int64, scalar) : present(number, Number(scalar));
    default:
      return null;
  }
}
