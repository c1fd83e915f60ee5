/** npm hands Ctrl-C on to a process that the terminal has told already: what follows this soon is the same one. */
const SAME_MS = 1_000;

/**
 * A signal that is aborted by the first Ctrl-C (or SIGTERM): whoever listens stops cleanly. The second one ends the process
 * at once.
 */
export function interruptSignal(onFirst: () => void): AbortSignal {
  const controller = new AbortController();
  let first: number | undefined;
  const interrupt = (): void => {
    if (first === undefined) {
      first = performance.now();
      onFirst();
      controller.abort();
    } else if (performance.now() - first > SAME_MS) {
      process.exit(130);
    }
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}
