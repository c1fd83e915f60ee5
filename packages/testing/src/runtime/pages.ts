import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LuaError, type Millis } from '@durable-lua/determinism';
import type { CodeObserver, ObservedCode } from '@durable-lua/host-simulated';
import { LiveRecorder, writePage } from '@durable-lua/inspector';
import writeWhole from 'write-file-atomic';

/** Workflows beyond so many are not recorded: a test that starts thousands does not look into each. */
const MOST_RUNS = 100;

/** Records the workflows of a runtime, for pages that look into them. */
export class Pages {
  /** By PID; of a workflow that goes on as a new run, its last. */
  private readonly recorders = new Map<string, LiveRecorder>();

  constructor(
    private readonly folder: string,
    private readonly now: () => Millis,
  ) {}

  readonly observe = ({ id, pid, inWorkflow, chunks }: ObservedCode): CodeObserver | undefined => {
    if (!inWorkflow || (this.recorders.size >= MOST_RUNS && !this.recorders.has(pid))) return undefined;
    const recorder = new LiveRecorder({ workflowId: pid, workflowType: id, chunks, now: this.now });
    this.recorders.set(pid, recorder);
    return recorder;
  };

  asked(effect: string, text: string): void {
    for (const recorder of this.recorders.values()) if (recorder.isRunning) return recorder.asked(effect, text);
  }

  /** Writes the page of a workflow. @returns its file */
  async write(pid: string): Promise<string | undefined> {
    const recorder = this.recorders.get(pid);
    if (recorder === undefined) return undefined;
    await mkdir(this.folder, { recursive: true });
    const file = path.resolve(this.folder, `${pid.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-|-$/g, '')}.html`);
    await writeWhole(file, await writePage(recorder.recording()));
    return file;
  }

  /** The error with which a workflow has failed, and where its page is. */
  async failed(pid: string, error: unknown): Promise<unknown> {
    this.recorders.get(pid)?.closed(error as Error);
    const file = await this.write(pid);
    if (file === undefined || !LuaError.is(error)) return error;
    return error.with({ message: `${error.message}\nlook into it: ${pathToFileURL(file).href}` });
  }
}
