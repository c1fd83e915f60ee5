// Stands between a program and the command it started: runs one command at a time, may hold a lock file, and ends
// both as soon as the channel to its starter closes. The operating system closes that channel even when the starter
// dies by SIGKILL, and this process sits in a group of its own, so nothing that hits the starter hits it too.
import { spawn } from 'node:child_process';

const GRACE_MS = 5_000;
const DRAIN_MS = 2_000;
const windows = process.platform === 'win32';

/** @type {import('node:child_process').ChildProcess | undefined} */
let child;
/** @type {(() => Promise<void>) | undefined} */
let unlock;
/** @type {NodeJS.Timeout | undefined} */
let killTimer;
let stopping = false;

process.on('message', (/** @type {any} */ request) => {
  if (stopping) return;
  if (request.do === 'run') run(request);
  if (request.do === 'end') terminate();
  if (request.do === 'kill') child?.kill('SIGKILL');
  if (request.do === 'lock') void lock(request.path);
});
process.on('disconnect', stop);
// Signals are for the starter. Whatever they make it do, its end is what we act on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
if (!process.connected) stop();

function run({ command, args, env, cwd }) {
  child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  const streams = [child.stdout, child.stderr];
  for (const stream of streams) stream?.setEncoding('utf8').on('data', (text) => tell({ is: 'output', text }));
  child.once('error', (error) => ended({ error: error.message }));
  child.once('exit', () => {
    if (stopping) void leave();
    // A child of the command that still lives may hold the pipes open.
    setTimeout(() => streams.forEach((stream) => stream?.destroy()), DRAIN_MS).unref();
  });
  // Not 'exit': only after 'close' has all output been passed on.
  child.once('close', (code, signal) => ended({ code, signal }));
}

function ended(how) {
  if (child === undefined) return; // 'error' may come together with 'close'
  child = undefined;
  clearTimeout(killTimer);
  killTimer = undefined;
  tell({ is: 'ended', ...how });
}

async function lock(path) {
  try {
    await take(path);
    tell({ is: 'lock', held: true });
  } catch (error) {
    tell({ is: 'lock', held: false, ...(error.code === 'ELOCKED' ? {} : { error: error.message }) });
  }
}

async function take(path) {
  const { default: lockfile } = await import('proper-lockfile');
  unlock = await lockfile.lock(path, {
    realpath: false,
    stale: 5_000,
    update: 1_000,
    // The machine slept longer than `stale`. Our command still runs, so take the lock again if nobody has it by now.
    onCompromised: () => void take(path).catch(() => {}),
  });
  if (stopping) await unlock().catch(() => {});
}

function stop() {
  if (stopping) return;
  stopping = true;
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return void leave();
  terminate();
}

function terminate() {
  if (child?.pid === undefined) return;
  if (windows) {
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
  } else {
    // The whole group: the command's own children too, such as the compilers of `go install`.
    process.kill(-process.pid, 'SIGTERM');
  }
  killTimer ??= setTimeout(() => child?.kill('SIGKILL'), GRACE_MS);
}

async function leave() {
  await unlock?.().catch(() => {});
  process.exit(0);
}

function tell(message) {
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
