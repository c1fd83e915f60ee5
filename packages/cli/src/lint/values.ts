import type { ClassDefinition, Constant, FunctionDefinition, ModuleDefinition } from '@durable-lua/determinism';
import { builtinClasses } from '@durable-lua/determinism/host';
import { constantsOf } from '@durable-lua/reference';
import type { Language } from './language.js';
import type { Scopes, Variable } from './scopes.js';
import { argumentsOf, isCall, textOf, type Call, type Expression, type Identifier, type Node } from './syntax.js';

type Type = FunctionDefinition['params'][string];

/** What is known of a value from the text alone. */
export type Known =
  | { readonly is: 'globals' }
  | { readonly is: 'library'; readonly name: string }
  /** A function of the language, by its path: `os.time`. */
  | { readonly is: 'builtin'; readonly path: string }
  /** A module, or a table in it: `process.event`. */
  | { readonly is: 'module'; readonly module: ModuleDefinition; readonly prefix: string }
  | {
      readonly is: 'function';
      readonly name: string;
      readonly definition: FunctionDefinition;
      readonly module?: string;
    }
  | {
      readonly is: 'method';
      readonly name: string;
      readonly definition: FunctionDefinition;
      readonly of: ClassDefinition;
    }
  /** An object of a class. */
  | { readonly is: 'object'; readonly of: ClassDefinition }
  | { readonly is: 'text'; readonly value: string }
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'boolean'; readonly value: boolean }
  | { readonly is: 'nil' }
  | { readonly is: 'table'; readonly node: Extract<Expression, { type: 'TableConstructorExpression' }> }
  | { readonly is: 'closure'; readonly node: Extract<Expression, { type: 'FunctionDeclaration' }> }
  /** A value of that Lua type, whatever it is. */
  | { readonly is: 'some'; readonly type: 'string' | 'number' | 'boolean' };

export interface Surroundings {
  readonly language: Language;
  readonly modules: readonly ModuleDefinition[];
  /** Names of modules that are globals here. */
  readonly open: ReadonlySet<string>;
  /** Names that `require` finds among the libraries. */
  readonly libraries: ReadonlySet<string>;
}

/** How far names are followed: further is not plain. */
const DEPTH = 12;

/** What expressions of one chunk are, where that is plain: names that are given one value, once. */
export class Values {
  private readonly classes: ReadonlyMap<string, ClassDefinition>;
  private readonly constants = new Map<ModuleDefinition, ReadonlyMap<string, Constant> | undefined>();

  constructor(
    private readonly scopes: Scopes,
    readonly around: Surroundings,
  ) {
    const classes = [...builtinClasses, ...around.modules.flatMap(({ classes: own = [] }) => own)];
    this.classes = new Map(classes.map((one) => [one.name, one]));
  }

  of(node: Node, depth = 0): Known | undefined {
    if (depth > DEPTH) return undefined;
    switch (node.type) {
      case 'StringLiteral':
        return { is: 'text', value: textOf(node.raw) };
      case 'NumericLiteral':
        return { is: 'number', value: node.value };
      case 'BooleanLiteral':
        return { is: 'boolean', value: node.value };
      case 'NilLiteral':
        return { is: 'nil' };
      case 'TableConstructorExpression':
        return { is: 'table', node };
      case 'FunctionDeclaration':
        return { is: 'closure', node };
      case 'UnaryExpression':
        return this.unary(node, depth);
      case 'BinaryExpression':
        return node.operator === '..' ? this.joined(node, depth) : undefined;
      case 'Identifier':
        return this.name(node, depth);
      case 'MemberExpression':
        return this.member(this.of(node.base, depth + 1), node.identifier.name, depth);
      case 'IndexExpression': {
        const key = this.of(node.index, depth + 1);
        return key?.is === 'text' ? this.member(this.of(node.base, depth + 1), key.value, depth) : undefined;
      }
      case 'CallExpression':
      case 'TableCallExpression':
      case 'StringCallExpression':
        return this.result(node, 0, depth);
      default:
        return undefined;
    }
  }

  /** The value of a variable that is given one, once. */
  ofVariable({ init, writes }: Variable, depth = 0): Known | undefined {
    if (init === undefined || writes.length > 0) return undefined;
    if (init.index === 0) return this.of(init.expression, depth + 1);
    return isCall(init.expression) ? this.result(init.expression, init.index, depth + 1) : undefined;
  }

  /** What is called, where that is a function of a module or a method of its object. */
  callee(call: Call): Extract<Known, { is: 'function' | 'method' }> | undefined {
    const known = this.of(call.base);
    return known?.is === 'function' || known?.is === 'method' ? known : undefined;
  }

  /** The name of the language's function that is called. */
  builtin(call: Call): string | undefined {
    const known = this.of(call.base);
    return known?.is === 'builtin' ? known.path : undefined;
  }

  /** The fields of a module, or of a table in it; undefined when only its host could tell. */
  fieldsOf({ module, prefix }: Extract<Known, { is: 'module' }>): readonly string[] | undefined {
    const constants = this.constantsOf(module);
    if (constants === undefined) return undefined;
    const paths = [...Object.keys(module.functions), ...Object.keys(module.aliases ?? {}), ...constants.keys()];
    const below = paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
    return [...new Set(below.map((path) => path.split('.')[0] as string))];
  }

  private constantsOf(module: ModuleDefinition): ReadonlyMap<string, Constant> | undefined {
    let known = this.constants.get(module);
    if (known === undefined && !this.constants.has(module)) {
      try {
        known = new Map(constantsOf(module).map(({ path, value }) => [path, value]));
      } catch (error) {
        // They depend on more of a host than a description has.
        if (!(error instanceof TypeError)) throw error;
      }
      this.constants.set(module, known);
    }
    return known;
  }

  private name(node: Identifier, depth: number): Known | undefined {
    const variable = this.scopes.meaning.get(node);
    if (variable !== undefined) return this.ofVariable(variable, depth);
    if (this.scopes.globalWrites.some((use) => use.node.name === node.name)) return undefined;
    return this.global(node.name);
  }

  private global(name: string): Known | undefined {
    const { language, open } = this.around;
    if (name === '_G' || name === '_ENV') return { is: 'globals' };
    if (language.libraries.has(name)) return { is: 'library', name };
    if (open.has(name)) return this.module(name);
    return language.globals.has(name) ? { is: 'builtin', path: name === 'unpack' ? 'table.unpack' : name } : undefined;
  }

  private module(name: string): Known | undefined {
    const module = this.around.modules.find((one) => one.name === name);
    return module && { is: 'module', module, prefix: '' };
  }

  private member(base: Known | undefined, name: string, depth: number): Known | undefined {
    switch (base?.is) {
      case 'globals':
        return this.global(name);
      case 'library':
        return this.libraryMember(base.name, name);
      case 'module':
        return this.moduleMember(base, name);
      case 'object': {
        const definition = base.of.methods[name];
        return definition && { is: 'method', name, definition, of: base.of };
      }
      case 'table':
        return this.field(base.node, name, depth);
      case 'text':
        return { is: 'builtin', path: `string.${name}` };
      default:
        return undefined;
    }
  }

  private libraryMember(library: string, name: string): Known | undefined {
    const { libraries, constants } = this.around.language;
    const path = `${library}.${name}`;
    const type = constants.get(path);
    if (type === 'number' || type === 'string') return { is: 'some', type };
    return libraries.get(library)?.has(name) === true && type === undefined ? { is: 'builtin', path } : undefined;
  }

  private moduleMember({ module, prefix }: Extract<Known, { is: 'module' }>, name: string): Known | undefined {
    const written = prefix + name;
    const path = module.aliases?.[written] ?? written;
    const definition = module.functions[path];
    if (definition !== undefined)
      return { is: 'function', name: `${module.name}.${written}`, definition, module: module.name };
    const constant = this.constantsOf(module)?.get(path);
    if (typeof constant === 'string') return { is: 'text', value: constant };
    if (typeof constant === 'number' || typeof constant === 'bigint') return { is: 'some', type: 'number' };
    if (typeof constant === 'object') return this.ofType(constant.type);
    if (constant !== undefined) return undefined;
    const isTable = this.fieldsOf({ is: 'module', module, prefix: `${written}.` })?.length !== 0;
    return isTable ? { is: 'module', module, prefix: `${written}.` } : undefined;
  }

  /** A field of a table that is written down, as long as no other has its name. */
  private field({ fields }: Extract<Known, { is: 'table' }>['node'], name: string, depth: number): Known | undefined {
    const found = fields.filter((field) => field.type === 'TableKeyString' && field.key.name === name);
    return found.length === 1 && found[0] !== undefined ? this.of(found[0].value, depth + 1) : undefined;
  }

  private result(call: Call, index: number, depth: number): Known | undefined {
    const known = this.of(call.base, depth + 1);
    if (known?.is === 'builtin') return this.ofBuiltin(known.path, call, index, depth);
    if (known?.is !== 'function' && known?.is !== 'method') return undefined;
    const { types, fallible } = known.definition.returns;
    if (fallible && index === types.length) return this.object('error');
    const type = types[index];
    return type && this.ofType(type);
  }

  private ofBuiltin(path: string, call: Call, index: number, depth: number): Known | undefined {
    const [first] = argumentsOf(call);
    if (index > 0) return undefined;
    if (path === 'require') {
      const name = first && this.of(first, depth + 1);
      if (name?.is !== 'text' || this.around.libraries.has(name.value)) return undefined;
      return this.around.language.libraries.has(name.value)
        ? { is: 'library', name: name.value }
        : this.module(name.value);
    }
    // What it lets through is what it was given.
    if (path === 'assert') return first && this.of(first, depth + 1);
    if (path === 'tostring' || path === 'string.format') return { is: 'some', type: 'string' };
    return undefined;
  }

  private ofType(type: Type): Known | undefined {
    if (type.optional === true && type.kind !== 'instance' && type.kind !== 'channel') return undefined;
    if (type.kind === 'channel') return this.object('channel');
    if (type.kind === 'duration') return this.object('time.Duration');
    if (type.kind === 'instance') return this.object(type.className);
    if (type.kind === 'string' || type.kind === 'bytes') return { is: 'some', type: 'string' };
    if (type.kind === 'integer' || type.kind === 'int64' || type.kind === 'number')
      return { is: 'some', type: 'number' };
    return type.kind === 'boolean' ? { is: 'some', type: 'boolean' } : undefined;
  }

  private object(name: string | undefined): Known | undefined {
    const of = name === undefined ? undefined : this.classes.get(name);
    return of && { is: 'object', of };
  }

  private unary(node: Extract<Expression, { type: 'UnaryExpression' }>, depth: number): Known | undefined {
    const known = this.of(node.argument, depth + 1);
    return node.operator === '-' && known?.is === 'number' ? { is: 'number', value: -known.value } : undefined;
  }

  private joined(node: Extract<Expression, { type: 'BinaryExpression' }>, depth: number): Known | undefined {
    const [left, right] = [this.of(node.left, depth + 1), this.of(node.right, depth + 1)];
    if (left?.is === 'text' && right?.is === 'text') return { is: 'text', value: left.value + right.value };
    // An error or a duration that is joined gives text as well.
    return left?.is === 'text' || right?.is === 'text' ? { is: 'some', type: 'string' } : undefined;
  }
}

/** What `known` is in Lua's words, for a message; undefined when its type is not sure. */
export function typeName(known: Known | undefined): string | undefined {
  if (known === undefined) return undefined;
  switch (known.is) {
    case 'text':
      return 'string';
    case 'table':
    case 'module':
    case 'library':
    case 'globals':
      return 'table';
    case 'closure':
    case 'function':
    case 'method':
    case 'builtin':
      return 'function';
    case 'object':
      return known.of.name;
    case 'some':
      return known.type;
    default:
      return known.is;
  }
}
