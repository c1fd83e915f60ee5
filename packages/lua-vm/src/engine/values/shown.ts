import { LuaError, type ClassDefinition } from '@durable-lua/determinism';
import { ChannelCore } from '../../scheduling/channel.js';
import { functionOfProto } from '../state/chunk.js';
import {
  TAG_FLOAT,
  TAG_LUA_CLOSURE,
  TAG_NIL,
  type Closure,
  type EngineString,
  type LuaState,
  type TValue,
} from '../state/fengari.js';
import { nameOf, textOf } from '../state/frames.js';
import type { Machine } from '../state/machine.js';
import { luai_num2str } from '../state/number-formats.js';

/** Most characters of one text, most fields of one table, and how deep tables are shown. */
const MOST_TEXT = 80;
const MOST_FIELDS = 12;
const MOST_DEPTH = 3;
/** About how long a shown value may get. */
const MOST_LENGTH = 400;

export const HIDDEN = '<hidden>';

export interface ShowOptions {
  /** Whether values under this name, of a variable or a field, are not shown. */
  readonly secret?: (name: string) => boolean;
}

/** A table, as the engine holds it. */
interface Table {
  readonly arr: readonly TValue[];
  readonly asize: number;
  readonly first: Node | null;
}

interface Node {
  readonly key: TValue;
  readonly value: TValue;
  readonly next: Node | null;
}

const TYPE = 0x0f;
const NIL = 0;
const BOOLEAN = 1;
const NUMBER = 3;
const STRING = 4;
const TABLE = 5;
const FUNCTION = 6;
const USERDATA = 7;
const THREAD = 8;

const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);

/**
 * Values as short texts, much as Lua would write them. They are read as they lie there: no metamethod runs, and the state
 * neither pays nor makes anything.
 */
export class Shower {
  private readonly around: unknown[] = [];
  private length = 0;

  constructor(
    private readonly machine: Machine,
    private readonly threadName: (thread: LuaState) => string | undefined,
    private readonly options: ShowOptions,
  ) {}

  /** The value of a variable, or of a field. */
  show(name: string, value: TValue): string {
    this.length = 0;
    return this.named(name, value);
  }

  private named(name: string, value: TValue): string {
    return value.type !== TAG_NIL && this.options.secret?.(name) === true ? HIDDEN : this.value(value);
  }

  private value({ type, value }: TValue): string {
    switch (type & TYPE) {
      case NIL:
        return 'nil';
      case BOOLEAN:
        return String(value);
      case NUMBER:
        return type === TAG_FLOAT ? floatText(value as number) : String(value);
      case STRING:
        return this.text(textOf(value as EngineString));
      case TABLE:
        return this.table(value as Table);
      case FUNCTION:
        return functionText(type, value);
      case USERDATA:
        return this.object(value);
      case THREAD:
        return this.threadName(value as LuaState) ?? 'coroutine';
      default:
        return 'userdata';
    }
  }

  private text(text: string): string {
    const cut = text.length > MOST_TEXT;
    const shown = JSON.stringify(cut ? text.slice(0, MOST_TEXT) : text);
    this.length += shown.length;
    return cut ? `${shown} … (${text.length} characters)` : shown;
  }

  private table(table: Table): string {
    const module = this.moduleName(table);
    if (module !== undefined) return module;
    if (this.around.includes(table)) return '<cycle>';
    if (table.asize === 0 && table.first === null) return '{}';
    if (this.around.length >= MOST_DEPTH || this.length > MOST_LENGTH) return '{…}';
    this.around.push(table);
    const fields: string[] = [];
    let left = 0;
    const add = (field: () => string): void => {
      if (fields.length >= MOST_FIELDS || this.length > MOST_LENGTH) left += 1;
      else {
        const text = field();
        this.length += text.length;
        fields.push(text);
      }
    };
    for (let i = 0; i < table.asize; i++) {
      const item = table.arr[i];
      if (item !== undefined) add(() => this.value(item));
    }
    for (let node = table.first; node !== null; node = node.next) {
      const { key, value } = node;
      if ((value.type & TYPE) !== NIL) add(() => this.field(key, value));
    }
    this.around.pop();
    if (left > 0) fields.push(`… ${left} more`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }

  private field(key: TValue, value: TValue): string {
    if ((key.type & TYPE) !== STRING) return `[${this.value(key)}] = ${this.value(value)}`;
    const name = textOf(key.value as EngineString);
    return `${isName(name) ? name : `[${this.text(name)}]`} = ${this.named(name, value)}`;
  }

  private moduleName(table: Table): string | undefined {
    if (!this.machine.readOnly.has(table)) return undefined;
    for (const [name, self] of this.machine.selves) if (self.table === table) return `module ${name}`;
    return 'read-only table';
  }

  private object(data: unknown): string {
    const { holder } = ((data as { data?: unknown }).data ?? data ?? {}) as {
      readonly holder?: { readonly definition: Pick<ClassDefinition, 'name' | 'tostring'>; readonly object: object };
    };
    if (holder === undefined) return 'userdata';
    const { object, definition } = holder;
    if (LuaError.is(object)) return `error ${object.kind}: ${this.text(object.message)}`;
    if (object instanceof ChannelCore) return `${object.describe()} (${object.held().length} held)`;
    const { name, tostring } = definition;
    return tostring === undefined ? name : `${name} ${this.text(tostring(object))}`;
  }
}

function functionText(type: number, value: unknown): string {
  const known = type === TAG_LUA_CLOSURE ? functionOfProto((value as Closure).p) : undefined;
  if (known === undefined) return 'function of the library';
  return `function ${nameOf(known)} (${known.chunk}:${known.proto.linedefined})`;
}

function floatText(value: number): string {
  const text = luai_num2str(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Every string in a value, tables included, as far as they are short enough to be shown. */
export function stringsIn(value: TValue, visit: (text: string) => void, depth = 0): void {
  const type = value.type & TYPE;
  if (type === STRING) return visit(textOf(value.value as EngineString));
  if (type !== TABLE || depth > MOST_DEPTH) return;
  const { arr, asize, first } = value.value as Table;
  for (let i = 0; i < asize; i++) stringsIn(arr[i] as TValue, visit, depth + 1);
  for (let node = first; node !== null; node = node.next) stringsIn(node.value, visit, depth + 1);
}
