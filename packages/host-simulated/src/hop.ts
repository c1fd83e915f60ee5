/** Taken when this file is loaded, so that a test that replaces timers does not stop virtual time. */
const soon: (callback: () => void) => unknown =
  typeof globalThis.setImmediate === 'function' ? globalThis.setImmediate : (callback) => setTimeout(callback, 0);

/**
 * Ends when everything that could go on without the outside has gone on: a Lua state that runs in microtasks is then at
 * rest. No time passes in the simulation.
 */
export const hop = (): Promise<void> => new Promise((resolve) => void soon(resolve));
