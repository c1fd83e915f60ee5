import type { Outcome } from '../playground/run.js';
import type { State } from '../playground/state.js';

/** So long a run may compute. Whatever waits in virtual time takes no time. */
const MOST_MS = 20_000;

type Answer = { readonly outcome: Outcome } | { readonly error: string };

/** Runs states in a worker, one at a time; a newer one ends what an older one still computes. */
export class Runner {
  private worker: Worker | undefined;
  private stop: (() => void) | undefined;

  /**
   * @returns undefined when a newer one has taken its place
   * @throws Error when it computes for too long
   */
  async run(state: State): Promise<Outcome | undefined> {
    this.stop?.();
    const worker = (this.worker ??= new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }));
    const answer = await new Promise<Answer | undefined>((resolve) => {
      const end = (answered: Answer | undefined): void => {
        clearTimeout(late);
        this.stop = undefined;
        worker.onmessage = worker.onerror = null;
        resolve(answered);
      };
      const kill = (answered: Answer | undefined): void => {
        worker.terminate();
        this.worker = undefined;
        end(answered);
      };
      const late = setTimeout(
        () => kill({ error: `stopped: it still computed after ${MOST_MS / 1000} s, and virtual time stood still` }),
        MOST_MS,
      );
      this.stop = () => kill(undefined);
      worker.onmessage = ({ data }: MessageEvent<Answer>) => end(data);
      worker.onerror = ({ message }) => kill({ error: message });
      worker.postMessage(state);
    });
    if (answer !== undefined && 'error' in answer) throw new Error(answer.error);
    return answer?.outcome;
  }

  close(): void {
    this.stop?.();
    this.worker?.terminate();
    this.worker = undefined;
  }
}
