/** Milliseconds since 1970, finer than `Date.now()`; the same in all processes of a machine. */
export const now = (): number => performance.timeOrigin + performance.now();
