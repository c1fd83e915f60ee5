import type { Chunk, EntryPoint, Limits } from '@durable-lua/lua-vm';
import { invalid } from '@durable-lua/determinism';
import { parseJson, type RegisteredAttributes } from '@durable-lua/determinism/host';
import type { Directory } from '@durable-lua/temporal-wire';

export { OBSERVER } from './observer.js';
export type { Cause, ObservedRun, RunObserver } from './observer.js';

/** A Lua workflow of a project, as data. */
export interface WorkflowProgram {
  readonly point: EntryPoint;
  /** Modules it declared. */
  readonly modules: readonly string[];
  /** Local name → library ID. */
  readonly imports: Readonly<Record<string, string>>;
}

/**
 * Everything a sandbox must know of a project. It is given to the worker as data next to the code, so that no bundler runs
 * when Lua sources change.
 */
export interface Program {
  /** The `temporal.client` entry whose workers run it. */
  readonly client: string;
  readonly directory: Directory;
  readonly workflows: Readonly<Record<string, WorkflowProgram>>;
  readonly libraries: Readonly<Record<string, Chunk>>;
  /** Whether messages and stacks of failures become payloads, for codecs to reach. */
  readonly hideFailures?: boolean;
  /** Whether runs are counted: metrics go somewhere. */
  readonly metrics?: boolean;
  /** Search attributes of the namespace, as the worker has found them when it started; absent when it could not. */
  readonly registered?: RegisteredAttributes;
  /** What a run may use of work and memory, where it is not the usual. */
  readonly luaLimits?: Limits;
}

/** Our figures, of workflows and of what runs outside of them. */
export const METRICS = {
  processes: { name: 'durable_lua_processes', description: 'Processes and function calls that are alive, by host' },
  messages: { name: 'durable_lua_mailbox_messages', description: 'Messages that no process has taken, by host' },
  work: { name: 'durable_lua_work', description: 'Units of work that ended Lua states have used' },
  memory: { name: 'durable_lua_state_bytes', description: 'Bytes that a Lua state held at its end' },
  failures: { name: 'durable_lua_failures', description: 'Lua states that ended with an error, by its kind' },
} as const;

declare const __DURABLE_LUA_PROGRAM__: string | undefined;

export interface LoadedProgram {
  readonly program: Program;
  /** Entry IDs of Lua workflows by workflow type. */
  readonly types: ReadonlyMap<string, string>;
}

/** The program that was put in front of the bundle. Read once per V8 context: a pure function of the bundle. */
export const theProgram = readOnce();

function readOnce(): () => LoadedProgram {
  let loaded: LoadedProgram | undefined;
  return () => (loaded ??= load(readProgram()));
}

function load(program: Program): LoadedProgram {
  const types = Object.keys(program.workflows).map((id): [string, string] => [
    program.directory.workflows[id]?.workflowType ?? id,
    id,
  ]);
  return { program, types: new Map(types) };
}

function readProgram(): Program {
  if (typeof __DURABLE_LUA_PROGRAM__ !== 'string') {
    throw new Error(
      'this workflow bundle holds no Lua program: make it with withProgram() of @durable-lua/host-workflow/program',
    );
  }
  return parseJson(__DURABLE_LUA_PROGRAM__) as Program;
}

/** No text that `JSON.stringify` writes has a tab. */
const END = ';\t';

/** The code of a bundle with a program put in. Lines keep their numbers, so that the source map stays right. */
export function withProgram(code: string, program: Program): string {
  return `const __DURABLE_LUA_PROGRAM__ = ${JSON.stringify(JSON.stringify(program))}${END}${code}`;
}

/** What {@link withProgram} has put together, as two scripts of one context: the code is the same for all programs. */
export function programApart(code: string): { readonly program: string; readonly code: string } {
  const end = code.startsWith('const __DURABLE_LUA_PROGRAM__ = ') ? code.indexOf(END) + END.length : 0;
  return { program: code.slice(0, end), code: code.slice(end) };
}

/** The libraries of a workflow by the names under which it requires them. */
export function librariesOf(program: Program, { imports, point }: WorkflowProgram): Record<string, Chunk> {
  return Object.fromEntries(
    Object.entries(imports).map(([name, id]) => {
      const library = program.libraries[id];
      if (library === undefined)
        throw invalid(`${point.name} imports '${id}' as '${name}', which the program does not hold`);
      return [name, library];
    }),
  );
}
