import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LuaError } from '@durable-lua/determinism';
import { writePage } from '@durable-lua/inspector';
import writeWhole from 'write-file-atomic';
import { Recordings } from './recordings.js';
import type { RunPages } from './test-run.js';

/** Records the workflows of a runtime, for pages that look into them. */
export class Pages extends Recordings implements RunPages {
  constructor(private readonly folder: string) {
    super();
  }

  /** Writes the page of a workflow. @returns its file */
  async write(pid: string): Promise<string | undefined> {
    const recording = this.recording(pid);
    if (recording === undefined) return undefined;
    await mkdir(this.folder, { recursive: true });
    const file = path.resolve(this.folder, `${pid.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-|-$/g, '')}.html`);
    await writeWhole(file, await writePage(recording));
    return file;
  }

  /** The error with which a workflow has failed, and where its page is. */
  async failed(pid: string, error: unknown): Promise<unknown> {
    this.closed(pid, error as Error);
    const file = await this.write(pid);
    if (file === undefined || !LuaError.is(error)) return error;
    return error.with({ message: `${error.message}\nlook into it: ${pathToFileURL(file).href}` });
  }
}
