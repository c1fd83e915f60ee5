import { CommandFailed } from './run.mjs';

const STILL_MS = 15_000;

/** Seconds since `start`, for people: `4.2 s`, `3 min 07 s`. */
export function elapsed(start, now = performance.now()) {
  const seconds = (now - start) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}

export const say = (line) => process.stderr.write(`${line}\n`);

/**
 * Does one long step and says so: a line when it starts, one now and then while it lasts, one with its time at
 * the end. In a terminal these are one line. What a failed command printed is shown; the error goes on.
 * `work` may name something worth knowing, for the last line.
 */
export async function step(title, work) {
  const start = performance.now();
  const live = process.stderr.isTTY && !process.env.CI;
  const show = (mark, rest) =>
    process.stderr.write(`${live ? '\r\x1b[2K' : ''}${mark} ${title}${rest}${live ? '' : '\n'}`);
  show('·', ' …');
  const timer = setInterval(() => show('·', ` … ${elapsed(start)}`), live ? 1000 : STILL_MS);
  try {
    const notes = [];
    const result = await work((note) => notes.push(`${note}, `));
    show('✓', ` (${notes.join('')}${elapsed(start)})`);
    return result;
  } catch (error) {
    show('✗', ` (${elapsed(start)})`);
    if (live) process.stderr.write('\n');
    if (error instanceof CommandFailed && error.output) say(error.output.trimEnd());
    throw error;
  } finally {
    clearInterval(timer);
    if (live) process.stderr.write('\n');
  }
}
