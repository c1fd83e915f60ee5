import type { Chunk, EntryPoint } from '@durable-lua/lua-vm';
import { invalid } from '@durable-lua/determinism';
import type { Directory } from '@durable-lua/temporal-wire';

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
}

declare const __DURABLE_LUA_PROGRAM__: string | undefined;

/** The program that was put in front of the bundle. */
export function readProgram(): Program {
  if (typeof __DURABLE_LUA_PROGRAM__ !== 'string') {
    throw new Error(
      'this workflow bundle holds no Lua program: make it with withProgram() of @durable-lua/host-workflow/program',
    );
  }
  return JSON.parse(__DURABLE_LUA_PROGRAM__) as Program;
}

/** The code of a bundle with a program put in. Lines keep their numbers, so that the source map stays right. */
export function withProgram(code: string, program: Program): string {
  return `const __DURABLE_LUA_PROGRAM__ = ${JSON.stringify(JSON.stringify(program))}; ${code}`;
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
