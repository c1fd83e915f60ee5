import { run } from '../playground/run.js';
import type { State } from '../playground/state.js';

// Beside the page, so that a program that computes for long does not keep the page from being used.
addEventListener('message', ({ data }: MessageEvent<State>) => {
  run(data).then(
    (outcome) => postMessage({ outcome }),
    (error: unknown) => postMessage({ error: error instanceof Error ? error.message : String(error) }),
  );
});
