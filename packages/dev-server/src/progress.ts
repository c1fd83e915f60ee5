import { setInterval } from 'node:timers';

/** `8 s`, `1 min 20 s`. */
export function elapsed(sinceMs: number): string {
  const seconds = Math.round((Date.now() - sinceMs) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `34 MB`. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}

/**
 * Says `what` now, and again with the elapsed time and `detail()` every ten seconds until `work` has settled.
 */
export async function reporting<T>(
  say: (line: string) => void,
  what: string,
  detail: () => string,
  work: () => Promise<T>,
): Promise<T> {
  const start = Date.now();
  say(`${what} …`);
  const timer = setInterval(() => {
    const more = detail();
    say(`${what}: ${elapsed(start)}${more === '' ? '' : `, ${more}`}`);
  }, 10_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
