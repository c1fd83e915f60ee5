import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { root } from './root.mjs';

const windows = process.platform === 'win32';
const GRACE_MS = 10_000;
const running = new Set();
let stopping = false;

/** A child ended with anything but 0. `output` is what it printed, when it was not shown already. */
export class CommandFailed extends Error {
  constructor(title, result) {
    super(`${title} ended with ${result.signal ?? `exit code ${result.code}`}`);
    this.name = 'CommandFailed';
    this.output = result.output;
    this.code = result.code;
  }
}

/**
 * Runs a command in the root folder and resolves with its standard output; rejects with `CommandFailed`, which has
 * all it printed. With `show: true` the child prints where we do, and nothing is kept.
 *
 * Each child leads a process group of its own, so that an interrupt reaches its children exactly once, through us.
 */
export function run(command, args = [], { env = {}, cwd = root, show = false, timeout, title } = {}) {
  if (stopping) return new Promise(() => {});
  return new Promise((resolve, reject) => {
    const all = [];
    const out = [];
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', ...(show ? ['inherit', 'inherit'] : ['pipe', 'pipe'])],
      detached: !windows,
      // npx and pnpm are .cmd files on Windows, which only a shell can start. A program given by its path is none.
      shell: windows && !path.isAbsolute(command),
    });
    running.add(child);
    const timer = timeout && setTimeout(() => signalTree(child, 'SIGKILL'), timeout);
    child.stdout?.on('data', (data) => all.push(data) && out.push(data));
    child.stderr?.on('data', (data) => all.push(data));
    child.on('error', (error) => {
      running.delete(child);
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      clearTimeout(timer);
      if (stopping) return;
      if (code === 0) resolve(Buffer.concat(out).toString('utf8'));
      else
        reject(
          new CommandFailed(title ?? [command, ...args].join(' '), {
            code,
            signal,
            output: Buffer.concat(all).toString('utf8'),
          }),
        );
    });
  });
}

/** Runs a JavaScript program with this very Node, by its path. */
export const runNode = (script, args = [], options = {}) =>
  run(process.execPath, [script, ...args], { title: [path.basename(script), ...args].join(' '), ...options });

/** On Ctrl-C (or SIGTERM): end the children, wait for them, then leave with 130 (143). Returns how to undo this. */
export function endChildrenOnSignal() {
  const handlers = ['SIGINT', 'SIGTERM'].map((signal) => [signal, () => void stopAndLeave(signal)]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}

async function stopAndLeave(signal) {
  // npm passes on what the terminal has sent us already: one Ctrl-C may arrive twice.
  if (stopping) return;
  stopping = true;
  const children = [...running];
  const ended = Promise.all(children.map((child) => new Promise((resolve) => child.once('close', resolve))));
  for (const child of children) signalTree(child, signal);
  const late = setTimeout(() => children.forEach((child) => signalTree(child, 'SIGKILL')), GRACE_MS);
  await ended;
  clearTimeout(late);
  process.exit(128 + constants.signals[signal]);
}

function signalTree(child, signal) {
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It ended in between.
  }
}
