import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The program as it was built. */
export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A `durable-lua` that runs. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Resolves when what it has printed so far, on both streams, matches; rejects when it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface Surroundings {
  readonly cwd?: string;
  /** Over those of this process; undefined takes one away. */
  readonly env?: NodeJS.ProcessEnv;
  /** Options of Node. */
  readonly node?: readonly string[];
  /** Whether it leads a process group of its own, as what a shell starts in a terminal does. */
  readonly group?: boolean;
}

/** Starts the built program. It has a pipe where people have a terminal. */
export function start(
  args: readonly string[],
  { cwd, env = {}, node = [], group = false }: Surroundings = {},
): Running {
  const child = spawn(process.execPath, [...node, MAIN, ...args], {
    cwd,
    env: { ...process.env, ...env },
    detached: group,
  });
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  const told = (): void => listeners.forEach((listener) => listener());
  child.stdout.setEncoding('utf8').on('data', (text: string) => ((out += text), told()));
  child.stderr.setEncoding('utf8').on('data', (text: string) => ((err += text), told()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, out, err }));
  });
  const printed = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(out) ?? pattern.exec(err);
        if (found === null) return;
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      void ended.then(
        (how) => reject(new Error(`ended without ${pattern}: ${JSON.stringify(how, undefined, 1)}`)),
        reject,
      );
      look();
    });
  return { child, ended, printed };
}

/** Runs the built program to its end. */
export const run = (args: readonly string[], surroundings?: Surroundings): Promise<Ended> =>
  start(args, surroundings).ended;
