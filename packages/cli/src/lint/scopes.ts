import type { Chunk, Expression, FunctionDeclaration, Identifier, Node, Statement } from './syntax.js';
import { childrenOf, walk } from './syntax.js';

/** A function, or the chunk itself. */
export interface LuaFn {
  readonly node: Chunk | FunctionDeclaration;
  readonly parent: LuaFn | undefined;
}

export interface Block {
  readonly parent: Block | undefined;
  readonly fn: LuaFn;
  /** In the order of their declarations. */
  readonly variables: Variable[];
}

/** A place where a name is read or written. */
export interface Use {
  readonly node: Identifier;
  readonly block: Block;
}

export interface Variable {
  readonly name: string;
  readonly node: Identifier;
  readonly kind: 'local' | 'parameter' | 'loop' | 'function';
  readonly block: Block;
  /** The expression that it is first given, and which of its values. */
  readonly init: { readonly expression: Expression; readonly index: number } | undefined;
  readonly reads: Use[];
  readonly writes: Use[];
}

export interface Scopes {
  readonly variables: readonly Variable[];
  /** What a name means; names that are missing are globals. */
  readonly meaning: ReadonlyMap<Identifier, Variable>;
  readonly globalReads: readonly Use[];
  readonly globalWrites: readonly Use[];
  readonly parents: ReadonlyMap<Node, Node>;
  readonly fnOf: (node: Node) => LuaFn;
  readonly main: LuaFn;
}

/** Says for each name of a chunk what it means. */
export function resolve(chunk: Chunk): Scopes {
  return new Resolver(chunk).scopes;
}

/** Whether a node is `outer` or stands somewhere in it. */
export function isWithin({ parents }: Scopes, node: Node, outer: Node): boolean {
  for (let at: Node | undefined = node; at !== undefined; at = parents.get(at)) if (at === outer) return true;
  return false;
}

class Resolver {
  private readonly variables: Variable[] = [];
  private readonly meaning = new Map<Identifier, Variable>();
  private readonly globalReads: Use[] = [];
  private readonly globalWrites: Use[] = [];
  private readonly parents = new Map<Node, Node>();
  private readonly fns = new Map<Node, LuaFn>();
  readonly scopes: Scopes;
  /** Variables in sight, by block. */
  private readonly visible = new Map<Block, Map<string, Variable>>();

  constructor(chunk: Chunk) {
    const main: LuaFn = { node: chunk, parent: undefined };
    this.fns.set(chunk, main);
    this.block(chunk.body, this.open(undefined, main), chunk);
    const { variables, meaning, globalReads, globalWrites, parents } = this;
    this.scopes = {
      ...{ variables, meaning, globalReads, globalWrites, parents, main },
      fnOf: (node) => this.fnOf(node),
    };
  }

  private fnOf(node: Node): LuaFn {
    let at: Node | undefined = this.parents.get(node);
    while (at !== undefined && !this.fns.has(at)) at = this.parents.get(at);
    return this.fns.get(at as Node) as LuaFn;
  }

  private open(parent: Block | undefined, fn: LuaFn): Block {
    const block = { parent, fn, variables: [] };
    this.visible.set(block, new Map());
    return block;
  }

  private block(body: readonly Statement[], block: Block, parent: Node): void {
    for (const statement of body) {
      this.parents.set(statement, parent);
      this.statement(statement, block);
    }
  }

  private declare(node: Identifier, block: Block, kind: Variable['kind'], init?: Variable['init']): void {
    const variable: Variable = { name: node.name, node, kind, block, init, reads: [], writes: [] };
    this.variables.push(variable);
    this.meaning.set(node, variable);
    block.variables.push(variable);
    this.visible.get(block)?.set(node.name, variable);
  }

  private lookup(name: string, block: Block): Variable | undefined {
    for (let at: Block | undefined = block; at !== undefined; at = at.parent) {
      const found = this.visible.get(at)?.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private use(node: Identifier, block: Block, kind: 'read' | 'write'): void {
    const variable = this.lookup(node.name, block);
    const use = { node, block };
    if (variable === undefined) {
      (kind === 'read' ? this.globalReads : this.globalWrites).push(use);
      return;
    }
    this.meaning.set(node, variable);
    (kind === 'read' ? variable.reads : variable.writes).push(use);
  }

  private statement(node: Statement, block: Block): void {
    switch (node.type) {
      case 'LocalStatement':
        node.init.forEach((init) => this.expression(init, block, node));
        node.variables.forEach((name, index) => {
          this.parents.set(name, node);
          const last = node.init.length - 1;
          const from = node.init[Math.min(index, last)];
          const init = from && { expression: from, index: Math.max(0, index - last) };
          this.declare(name, block, 'local', init);
        });
        return;
      case 'AssignmentStatement':
        node.init.forEach((init) => this.expression(init, block, node));
        for (const target of node.variables) {
          this.parents.set(target, node);
          if (target.type === 'Identifier') this.use(target, block, 'write');
          else this.below(target, block);
        }
        return;
      case 'FunctionDeclaration':
        if (node.identifier !== null) this.named(node, node.identifier, block);
        this.fn(node, block);
        return;
      case 'ForNumericStatement': {
        for (const one of [node.start, node.end, node.step]) if (one !== null) this.expression(one, block, node);
        this.loop([node.variable], node.body, block, node);
        return;
      }
      case 'ForGenericStatement':
        node.iterators.forEach((one) => this.expression(one, block, node));
        this.loop(node.variables, node.body, block, node);
        return;
      case 'RepeatStatement': {
        const inner = this.open(block, block.fn);
        this.block(node.body, inner, node);
        this.expression(node.condition, inner, node);
        return;
      }
      case 'WhileStatement':
        this.expression(node.condition, block, node);
        this.block(node.body, this.open(block, block.fn), node);
        return;
      case 'DoStatement':
        this.block(node.body, this.open(block, block.fn), node);
        return;
      case 'IfStatement':
        for (const clause of node.clauses) {
          this.parents.set(clause, node);
          if ('condition' in clause) this.expression(clause.condition, block, clause);
          this.block(clause.body, this.open(block, block.fn), clause);
        }
        return;
      case 'LabelStatement':
      case 'GotoStatement':
      case 'BreakStatement':
        return;
      default:
        this.below(node, block);
    }
  }

  private named(node: FunctionDeclaration, identifier: Node, block: Block): void {
    this.parents.set(identifier, node);
    if (identifier.type !== 'Identifier') this.below(identifier, block);
    else if (node.isLocal) this.declare(identifier, block, 'function', { expression: node, index: 0 });
    else this.use(identifier, block, 'write');
  }

  private loop(names: readonly Identifier[], body: readonly Statement[], block: Block, node: Node): void {
    const inner = this.open(block, block.fn);
    for (const name of names) {
      this.parents.set(name, node);
      this.declare(name, inner, 'loop');
    }
    this.block(body, inner, node);
  }

  private fn(node: FunctionDeclaration, block: Block): void {
    const fn: LuaFn = { node, parent: block.fn };
    this.fns.set(node, fn);
    const inner = this.open(block, fn);
    for (const parameter of node.parameters) {
      this.parents.set(parameter, node);
      if (parameter.type === 'Identifier') this.declare(parameter, inner, 'parameter');
    }
    if (node.identifier?.type === 'MemberExpression' && node.identifier.indexer === ':') {
      // `self` is a parameter that stands nowhere.
      this.declare({ type: 'Identifier', name: 'self', loc: node.identifier.loc }, inner, 'parameter');
    }
    this.block(node.body, inner, node);
  }

  private expression(node: Expression, block: Block, parent: Node): void {
    this.parents.set(node, parent);
    if (node.type === 'Identifier') this.use(node, block, 'read');
    else if (node.type === 'FunctionDeclaration') this.fn(node, block);
    else this.below(node, block);
  }

  /** What stands below a node that opens no scope. */
  private below(node: Node, block: Block): void {
    walk(node, (one) => {
      if (one !== node && one.type === 'FunctionDeclaration') {
        this.fn(one, block);
        return false;
      }
      for (const child of childrenOf(one)) this.parents.set(child, one);
      if (one.type === 'Identifier' && !this.isFieldName(one)) this.use(one, block, 'read');
      return true;
    });
  }

  private isFieldName(node: Identifier): boolean {
    const parent = this.parents.get(node);
    return (
      (parent?.type === 'MemberExpression' && node === parent.identifier) ||
      (parent?.type === 'TableKeyString' && node === parent.key)
    );
  }
}
