import { functionOfCall, type KnownFunction } from './chunk.js';
import type { CallInfo, Closure, EngineString, LuaState, Proto, TValue } from './fengari.js';
import { displayText } from './text.js';

/*
 * What stands on the stack of a thread, read as it lies there: nothing runs, nothing is paid or made, and the thread needs no
 * room. The engine's own functions for this go by its stack.
 */

/** Where Lua code stands. */
export interface CodePlace {
  /** As its chunk is called: `app/order.lua`. */
  readonly file: string;
  readonly line: number;
  /** What its author calls the function, as far as that can be told; `main chunk` for the code of a whole file. */
  readonly function: string;
}

export interface Variable {
  readonly name: string;
  readonly value: TValue;
}

/** A call of a Lua function. */
export interface Call extends CodePlace {
  /** What the function sees there, in the order of declaration. */
  readonly locals: readonly Variable[];
  /** What it has from functions around it. */
  readonly upvalues: readonly Variable[];
}

/** The bit of a call's status that says that it is one of a Lua function. */
const IS_LUA = 1 << 1;

/** The calls of Lua functions on a thread, the innermost first. */
export function callsOn(thread: LuaState): readonly Call[] {
  const calls: Call[] = [];
  for (let call: CallInfo | null = thread.ci; call !== null; call = call.previous) {
    const known = isLua(call) ? functionOfCall(call) : undefined;
    if (known === undefined) continue;
    const { proto } = known;
    calls.push({ ...placeOf(call, known), locals: localsOf(thread, call, proto), upvalues: upvaluesOf(call, proto) });
  }
  return calls;
}

/** Where the innermost Lua function of a thread stands; when there is none any more, where the outermost one returned. */
export function placeOn(thread: LuaState): CodePlace | undefined {
  let outermost: CallInfo = thread.ci;
  for (let call: CallInfo | null = outermost; call !== null; call = call.previous) {
    const known = isLua(call) ? functionOfCall(call) : undefined;
    if (known !== undefined) return placeOf(call, known);
    outermost = call;
  }
  for (let call = outermost.next; call !== null; call = call.next) {
    const known = isLua(call) ? functionOfCall(call) : undefined;
    if (known !== undefined) return placeOf(call, known);
  }
  return undefined;
}

const isLua = ({ callstatus }: CallInfo): boolean => (callstatus & IS_LUA) !== 0;

/** The instruction that a call stands at. */
const instructionOf = ({ l_savedpc: begun }: CallInfo): number => Math.max(0, begun - 1);

function placeOf(call: CallInfo, known: KnownFunction): CodePlace {
  const { proto, chunk } = known;
  return { file: chunk, line: proto.lineinfo[instructionOf(call)] ?? proto.linedefined, function: nameOf(known) };
}

function localsOf(thread: LuaState, call: CallInfo, proto: Proto): readonly Variable[] {
  const { locvars, numparams, is_vararg } = proto;
  const at = instructionOf(call);
  const variables: Variable[] = [];
  let slot = call.l_base;
  for (const { varname, startpc, endpc } of locvars) {
    if (startpc > at || at >= endpc) continue;
    const value = thread.stack[slot++];
    const name = textOf(varname);
    // Those of `for` loops have names that no code can use.
    if (value !== undefined && !name.startsWith('(')) variables.push({ name, value });
  }
  if (is_vararg && closureOf(call, proto) !== undefined) {
    const first = call.funcOff + 1 + numparams;
    for (let i = first; i < call.l_base; i++) {
      const value = thread.stack[i];
      if (value !== undefined) variables.push({ name: `...[${i - first + 1}]`, value });
    }
  }
  return variables;
}

/** Whether the slot of the function still holds it: a thread that was paused keeps something else there. */
function closureOf(call: CallInfo, proto: Proto): Closure | undefined {
  const closure = call.func.value as Partial<Closure> | null;
  return closure?.p?.code === proto.code ? (closure as Closure) : undefined;
}

function upvaluesOf(call: CallInfo, proto: Proto): readonly Variable[] {
  const closure = closureOf(call, proto);
  if (closure === undefined) return [];
  return proto.upvalues.flatMap(({ name }, index) => {
    const value = closure.upvals[index];
    const text = name === null ? '' : textOf(name);
    return value === undefined || text === '' || text === '_ENV' ? [] : [{ name: text, value }];
  });
}

export const textOf = ({ hash, realstring }: EngineString): string =>
  displayText(realstring ?? Uint8Array.from(hash ?? '', (character) => character.charCodeAt(0)));

/** Names of functions, by their instructions: a pure cache. */
const names = new WeakMap<object, string>();

export function nameOf(known: KnownFunction): string {
  const { code } = known.proto;
  let name = names.get(code);
  if (name === undefined) names.set(code, (name = findName(known)));
  return name;
}

const OP_SETTABUP = 8;
const OP_SETUPVAL = 9;
const OP_SETTABLE = 10;
const OP_CLOSURE = 44;
/** An operand from here on is a constant. */
const FIRST_CONSTANT = 256;

/** The variable or field that the code around the function puts it into. */
function findName({ proto, outer }: KnownFunction): string {
  if (outer === undefined) return 'main chunk';
  const index = outer.p.findIndex(({ code }) => code === proto.code);
  const at = outer.code.findIndex(({ opcode, Bx }) => opcode === OP_CLOSURE && Bx === index);
  const slot = outer.code[at]?.A;
  const next = outer.code[at + 1];
  const constant = (operand: number): string | undefined => {
    const value = operand < FIRST_CONSTANT ? undefined : outer.k[operand - FIRST_CONSTANT]?.value;
    return isString(value) ? textOf(value) : undefined;
  };
  let name: string | undefined;
  if (next?.opcode === OP_SETUPVAL && next.A === slot) {
    const upvalue = outer.upvalues[next.B]?.name;
    name = upvalue ? textOf(upvalue) : undefined;
  } else if ((next?.opcode === OP_SETTABUP || next?.opcode === OP_SETTABLE) && next.C === slot) {
    name = constant(next.B);
  } else {
    const known = outer.locvars.filter(({ startpc, endpc }) => startpc <= at + 1 && at + 1 < endpc);
    const variable = known[slot ?? -1];
    // A value in the middle of an expression has a slot behind all variables.
    if (variable !== undefined && variable.startpc >= at) name = textOf(variable.varname);
  }
  return name ?? `function at line ${proto.linedefined}`;
}

const isString = (value: unknown): value is EngineString =>
  typeof value === 'object' && value !== null && 'realstring' in value;
