import type { Call, ExitCode } from '../command.js';
import { watchSources } from '../dev/watch.js';
import { showFailure } from '../failure.js';

/** Does something now, and again after each change of the sources, until Ctrl-C. */
export async function watching(
  { screen, interrupted }: Call,
  root: string,
  once: () => Promise<unknown>,
): Promise<ExitCode> {
  const guarded = async (): Promise<void> => {
    try {
      await once();
    } catch (error) {
      // A project that is wrong just now will be right again.
      showFailure(error, screen);
    }
    if (!interrupted.aborted) screen.note(screen.noteColors.dim('waiting for changes, Ctrl-C ends it'));
  };
  const stopped = new Promise<void>((resolve) =>
    interrupted.addEventListener('abort', () => resolve(), { once: true }),
  );
  const stop = await watchSources(root, guarded);
  await guarded();
  await stopped;
  await stop();
  return 0;
}
