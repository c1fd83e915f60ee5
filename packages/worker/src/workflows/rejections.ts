/** Where promises of one sandbox go that were rejected and that nobody handles. */
export interface RejectionsOf {
  /** Whether the promise was made there. */
  owns(promise: Promise<unknown>): boolean;
  rejected(reason: unknown): void;
}

const sandboxes = new Set<RejectionsOf>();

/** Listens for a sandbox until the returned function is called. */
export function watchRejections(sandbox: RejectionsOf): () => void {
  if (sandboxes.size === 0) process.on('unhandledRejection', onRejection);
  sandboxes.add(sandbox);
  return () => {
    sandboxes.delete(sandbox);
    if (sandboxes.size === 0) process.off('unhandledRejection', onRejection);
  };
}

/** A rejection that is none of ours ends the process, as it does where nobody listens; or it is for those who do. */
function onRejection(reason: unknown, promise: Promise<unknown>): void {
  for (const sandbox of sandboxes) if (sandbox.owns(promise)) return sandbox.rejected(reason);
  if (process.listenerCount('unhandledRejection') > 1) return;
  throw reason instanceof Error ? reason : new Error(`unhandled rejection: ${String(reason)}`, { cause: reason });
}
