import type { ClassDefinition, FunctionDefinition, Metamethod, Type } from '@durable-lua/determinism';
import { className, fieldOf, luaType } from './lua-types.js';
import { optionClasses } from './option-classes.js';
import { paramsOf } from './signature.js';
import { Tables } from './tables.js';

/** Operators that LuaLS has no annotation for, since it takes them as given. */
const SILENT: ReadonlySet<string> = new Set<Metamethod>(['eq', 'lt', 'le']);

export interface FunctionText {
  readonly definition: FunctionDefinition;
  /** Where it is: `crypto.random.bytes`, `Duration:hours`. */
  readonly path: string;
  /** Stands before the names of tables in its types: `crypto.random.bytes`. */
  readonly wish: string;
  /** The class of the module, when its functions may be called as methods too. */
  readonly methodOf?: string | undefined;
  /** More lines of documentation. */
  readonly notes?: readonly string[];
}

/** Writes a definition file, block by block. */
export class Writer {
  private readonly blocks: string[] = [];
  private readonly tables = new Tables();

  /** Lines without an empty one between them. Named tables that they mention are written first. */
  block(...lines: readonly string[]): void {
    this.writeTables();
    this.blocks.push(lines.join('\n'));
  }

  function({ definition, path, wish, methodOf, notes = [] }: FunctionText): void {
    const params = paramsOf(definition);
    const paramLines = params.map(({ name, type, omissible }) => {
      // One that may be nil but not be left out is no optional one.
      const shown = omissible && type.optional ? { ...type, optional: false } : type;
      const mark = omissible && type.optional ? '?' : '';
      const note = type.kind === 'duration' ? ` a plain number counts ${UNITS[type.unit ?? 'ms']}` : '';
      return `---@param ${name}${mark} ${luaType(shown, 'in', this.tables, `${wish}.${name}`)}${note}`;
    });
    const returnLines = this.returnLines(definition, `${wish}.result`);
    this.block(
      ...comment(definition.doc),
      ...notes.flatMap(comment),
      ...paramLines,
      ...returnLines,
      ...(methodOf === undefined ? [] : [asMethod(methodOf, paramLines, returnLines)]),
      `function ${path}(${params.map(({ name }) => name).join(', ')}) end`,
    );
  }

  private returnLines({ returns }: FunctionDefinition, wish: string): readonly string[] {
    const { types, fallible, failure } = returns;
    const results = types.map((type) =>
      type.rest
        ? `${luaType(type.of as Type<unknown>, 'out', this.tables, wish)} ...`
        : luaType(type, 'out', this.tables, wish),
    );
    if (!fallible) return types[0]?.kind === 'nothing' ? [] : results.map((text) => `---@return ${text}`);
    const first = luaType(orFailure(types[0] as Type<unknown>, failure), 'out', this.tables, wish);
    return [`---@return ${first}`, '---@return error|nil err'];
  }

  /** A class with its operators and methods. `local` is the name it has inside of the file. */
  class(definition: ClassDefinition, local: string, notes: readonly string[] = []): void {
    const { name, doc, methods, metamethods = {}, item } = definition;
    const operators = Object.entries(metamethods).flatMap(([operator, fn]) => this.operatorLines(operator, fn, name));
    const items = item === undefined ? [] : ['---@field [integer] any'];
    this.block(
      ...comment(doc),
      ...notes.flatMap(comment),
      `---@class ${className(name)}`,
      ...items,
      ...operators,
      `local ${local} = {}`,
    );
    for (const [method, fn] of Object.entries(methods)) {
      this.function({ definition: fn, path: `${local}:${method}`, wish: `${className(name)}.${method}`, notes });
    }
  }

  private operatorLines(operator: string, definition: FunctionDefinition, owner: string): readonly string[] {
    if (SILENT.has(operator)) return [];
    const [, ...others] = paramsOf(definition);
    const wish = `${className(owner)}.${operator}`;
    const operands = others.map(({ name, type }) => [name, luaType(type, 'in', this.tables, wish)] as const);
    const results = definition.returns.types.map((type) => luaType(type, 'out', this.tables, wish));
    if (operator === 'call') {
      return [`---@overload fun(${operands.map((operand) => operand.join(': ')).join(', ')}): ${results.join(', ')}`];
    }
    const [operand] = operands;
    return [`---@operator ${operator}${operand === undefined ? '' : `(${operand[1]})`}: ${results[0]}`];
  }

  private writeTables(): void {
    for (const set of this.tables.takeFreshOptions()) {
      for (const lines of optionClasses(set)) this.block(...lines);
    }
    for (const { name, fields, way } of this.tables.takeFresh()) {
      const lines = Object.entries(fields).map(([key, type]) =>
        fieldOf(key, type, way, this.tables, `${name}.${key}`).join(' '),
      );
      this.block(`---@class ${name}`, ...lines.map((line) => `---@field ${line}`));
    }
  }

  toString(): string {
    return `${this.blocks.join('\n\n')}\n`;
  }
}

/** The same function with the module as first argument. */
function asMethod(owner: string, params: readonly string[], returns: readonly string[]): string {
  const given = params.map((line) => {
    const [, name = '', type = ''] = /^---@param (\S+) ([^]*?)(?: a plain number .*)?$/.exec(line) ?? [];
    return `${name}: ${type}`;
  });
  const results = returns.map((line) => line.replace('---@return ', '').replace(/ err$/, ''));
  return `---@overload fun(${[`self: ${owner}`, ...given].join(', ')})${results.length === 0 ? '' : `: ${results.join(', ')}`}`;
}

const UNITS = { ns: 'nanoseconds', ms: 'milliseconds' } as const;

/** What comes first when the function may fail: its result, or nil or false in place of it. */
function orFailure(type: Type<unknown>, failure: null | false): Type<unknown> {
  if (failure === null) return { ...type, optional: true };
  const falseType: Type<unknown> = { kind: 'boolean', expected: 'boolean' };
  return { kind: 'oneOf', expected: type.expected, choices: [type, falseType] };
}

/** Documentation, a comment line for each of its own. */
export function comment(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split('\n').map((line) => `---${line}`);
}
