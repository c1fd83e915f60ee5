import { LuaError } from '@durable-lua/determinism';
import type { CFunction, LuaState } from '../state/fengari.js';
import { callerPosition, showPosition } from '../state/positions.js';
import { raiseObject } from '../values/errors.js';

const IO = 'open close read write lines popen tmpfile input output type'.split(' ').map((name) => `io.${name}`);
const DEBUG =
  'debug gethook getinfo getlocal getmetatable getregistry getupvalue getuservalue sethook setlocal setmetatable setupvalue setuservalue upvalueid upvaluejoin'
    .split(' ')
    .map((name) => `debug.${name}`);

const all = (names: readonly string[], use: string): [string, string][] => names.map((name) => [name, use]);

/** Functions that no host has, and what to do instead. */
const EVERYWHERE: readonly [string, string][] = [
  ...all(['load', 'loadstring', 'loadfile', 'dofile'], 'move the code to a library entry and require it'),
  ['collectgarbage', 'nothing: memory is managed by the host'],
  ['string.dump', 'nothing: precompiled code is refused'],
  ...all(DEBUG, 'debug.traceback, or an error with details'),
  ...all(['os.execute', 'os.exit', 'os.remove', 'os.rename', 'os.tmpname', 'os.setlocale'], 'a function outside Lua'),
];

/** What only history may decide in a workflow. */
const IN_WORKFLOWS: readonly [string, string][] = [
  ...all(['math.random', 'math.randomseed'], 'crypto.random_bytes, crypto.random.* or uuid.v4'),
  ['os.clock', 'time.now():sub(start)'],
  ['os.getenv', 'the input or ctx'],
  ...all(IO, 'do I/O in a function and call it with funcs.call'),
];

const ELSEWHERE: readonly [string, string][] = [
  ['os.getenv', 'env.get'],
  ...all(IO, 'io is not available: use http_client, store or a host module'),
];

type Refusal = readonly [name: string, fn: CFunction];

/** By library (`''` for plain globals): made once, shared by all states. */
const REFUSALS: Readonly<Record<'true' | 'false', ReadonlyMap<string, readonly Refusal[]>>> = {
  true: byLibrary([...EVERYWHERE, ...IN_WORKFLOWS], true),
  false: byLibrary([...EVERYWHERE, ...ELSEWHERE], false),
};

function byLibrary(
  list: readonly (readonly [string, string])[],
  deterministic: boolean,
): ReadonlyMap<string, readonly Refusal[]> {
  const libraries = new Map<string, Refusal[]>();
  for (const [path, use] of list) {
    const dot = path.indexOf('.');
    const library = path.slice(0, Math.max(0, dot));
    const refusals = libraries.get(library) ?? [];
    refusals.push([path.slice(dot + 1), (L) => refuse(L, path, use, deterministic)]);
    libraries.set(library, refusals);
  }
  return libraries;
}

/** Functions of a library that can be read and passed around, but only raise what to use instead. */
export function forbiddenIn(library: string, deterministic: boolean): readonly Refusal[] {
  return REFUSALS[`${deterministic}`].get(library) ?? [];
}

/** Raises the error of a forbidden operation. */
export function refuse(L: LuaState, name: string, use: string, deterministic: boolean): never {
  const where = deterministic ? 'is not allowed in a workflow' : 'is not available';
  return raiseObject(
    L,
    new LuaError({
      kind: 'INVALID',
      retryable: false,
      message: `${name} ${where}: use ${use}`,
      details: { forbidden: name, use, line: showPosition(callerPosition(L), '') },
    }),
  );
}
