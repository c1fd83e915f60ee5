import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SUPERVISOR = fileURLToPath(new URL('../processes/supervisor.js', import.meta.url));
/** A little more than the supervisor itself gives the command to end. */
const CLOSE_TIMEOUT_MS = 10_000;

export interface Command {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
}

export interface Ended {
  code?: number | null;
  signal?: string | null;
  /** Set when the command could not be started at all, or the supervisor failed. */
  error?: string;
}

/** A supervisor process of ours: what it runs and locks ends with us, even if we are killed. */
export interface Guard {
  /** Tries once to take the lock `<path>.lock`; false when someone living holds it. Held until `close`. */
  lock(path: string): Promise<boolean>;
  /** Runs a command to its end, passing each line it prints to `onLine`. One at a time. */
  run(command: Command, onLine: (line: string) => void): Promise<Ended>;
  /** Ends the running command: SIGTERM, after five seconds SIGKILL. `run` then resolves. */
  end(): void;
  /** Ends the running command by SIGKILL, and keeps our process alive until then. `run` then resolves. */
  kill(): void;
  /** Lets our process end although the guard is open; its end closes the guard. */
  unref(): void;
  /** Ends the command, frees the lock, resolves when both are gone. */
  close(): Promise<void>;
}

type Message =
  { is: 'output'; text: string } | { is: 'lock'; held: boolean; error?: string } | ({ is: 'ended' } & Ended);

export function openGuard(): Guard {
  const supervisor = forkSupervisor();
  const gone = new Promise<string>((resolve) => {
    supervisor.once('exit', (code, signal) => resolve(`ended (${signal ?? code})`));
    supervisor.once('error', (error) => resolve(error.message));
  });
  let complaint = '';
  supervisor.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint += text));

  /** Sends a request and passes on every message until `answer` returns something, or the supervisor is gone. */
  async function ask<T>(request: object, answer: (message: Message) => T | undefined): Promise<T> {
    let onMessage: (message: Message) => void;
    const answered = new Promise<T>((resolve, reject) => {
      onMessage = (message) => {
        try {
          const value = answer(message);
          if (value !== undefined) resolve(value);
        } catch (error) {
          reject(error);
        }
      };
      supervisor.on('message', onMessage);
      supervisor.send(request, () => {}); // A closed channel shows as `gone`.
    });
    const failed = gone.then((how) => {
      throw new Error(`the supervisor of the command ${how} ${complaint}`.trim());
    });
    return await Promise.race([answered, failed]).finally(() => supervisor.off('message', onMessage));
  }

  return {
    lock: (path) =>
      ask({ do: 'lock', path }, (message) => {
        if (message.is !== 'lock') return undefined;
        if (message.error !== undefined) throw new Error(`cannot make the lock ${path}.lock: ${message.error}`);
        return message.held;
      }),
    run: (command, onLine) => {
      const lines = splitLines(onLine);
      return ask<Ended>({ do: 'run', ...command }, (message) => {
        if (message.is === 'output') lines.push(message.text);
        if (message.is !== 'ended') return undefined;
        lines.flush();
        return message;
      });
    },
    end: () => void supervisor.send({ do: 'end' }, () => {}),
    kill: () => {
      setRef(supervisor, 'ref');
      supervisor.send({ do: 'kill' }, () => {});
    },
    unref: () => setRef(supervisor, 'unref'),
    close: async () => {
      setRef(supervisor, 'ref');
      if (supervisor.connected) supervisor.disconnect();
      const inTime = await Promise.race([gone, sleep(CLOSE_TIMEOUT_MS, 'late', { ref: false })]);
      if (inTime === 'late') killGroup(supervisor);
      await gone;
    },
  };
}

function forkSupervisor(): ChildProcess {
  // What configures or debugs our process (`--inspect-brk` …) must not hold up this one.
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return fork(SUPERVISOR, [], {
    env,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true, // A group of its own: Ctrl-C must reach us first, so that workers can drain before the server ends.
    windowsHide: true,
  } as Parameters<typeof fork>[2]);
}

function setRef(supervisor: ChildProcess, how: 'ref' | 'unref'): void {
  supervisor[how]();
  supervisor.channel?.[how]();
  (supervisor.stderr as (NodeJS.ReadableStream & { ref(): void; unref(): void }) | null)?.[how]();
}

function killGroup(supervisor: ChildProcess): void {
  try {
    process.kill(process.platform === 'win32' ? supervisor.pid! : -supervisor.pid!, 'SIGKILL');
  } catch {
    // It went in this very moment.
  }
}

function splitLines(onLine: (line: string) => void) {
  let rest = '';
  return {
    push(text: string): void {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop()!;
      for (const line of lines) onLine(line);
    },
    flush(): void {
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
