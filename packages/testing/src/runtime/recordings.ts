import type { Millis } from '@durable-lua/determinism';
import type { CodeObserver, ObservedCode } from '@durable-lua/host-simulated';
import { LiveRecorder, type Recording } from '@durable-lua/inspector/recording';

/** Workflows beyond so many are not recorded: a test that starts thousands does not look into each. */
const MOST_RUNS = 100;

/** Records the workflows of a runtime, to look into them. */
export class Recordings {
  /** By PID; of a workflow that goes on as a new run, its last. */
  private readonly recorders = new Map<string, LiveRecorder>();
  private now: () => Millis = () => 0;

  /** @param now the time in which the workflows live */
  begin(now: () => Millis): void {
    this.now = now;
  }

  readonly observe = ({ id, pid, inWorkflow, chunks }: ObservedCode): CodeObserver | undefined => {
    if (!inWorkflow || (this.recorders.size >= MOST_RUNS && !this.recorders.has(pid))) return undefined;
    const recorder = new LiveRecorder({ workflowId: pid, workflowType: id, chunks, now: this.now });
    this.recorders.set(pid, recorder);
    return recorder;
  };

  asked(effect: string, text: string): void {
    for (const recorder of this.recorders.values()) if (recorder.isRunning) return recorder.asked(effect, text);
  }

  /** The workflow has ended, with this error if it failed. */
  closed(pid: string, error: Error | undefined): void {
    this.recorders.get(pid)?.closed(error);
  }

  /** The workflows that were recorded, by PID. */
  get pids(): readonly string[] {
    return [...this.recorders.keys()];
  }

  /** What a workflow has done so far. */
  recording(pid: string): Recording | undefined {
    return this.recorders.get(pid)?.recording();
  }
}
