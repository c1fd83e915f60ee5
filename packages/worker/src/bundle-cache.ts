import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A bundle that was made before, and everything it was made of. */
interface Kept {
  /** File name of the code. */
  readonly code: string;
  /** Every file that went in, with the hash of what it held. */
  readonly inputs: Readonly<Record<string, string>>;
}

const hashOf = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex').slice(0, 32);

/** Bundles in a folder, kept by content: one is given out again as long as no file that went into it has changed. */
export class BundleCache {
  constructor(private readonly folder: string) {}

  /** The bundle of this entry, unless there is none or one of its files is another now. */
  async find(entry: string): Promise<string | undefined> {
    try {
      const { code, inputs } = JSON.parse(await readFile(this.manifest(entry), 'utf8')) as Kept;
      const same = await Promise.all(
        Object.entries(inputs).map(async ([file, hash]) => hashOf(await readFile(file)) === hash),
      );
      return same.every(Boolean) ? await readFile(path.join(this.folder, code), 'utf8') : undefined;
    } catch {
      // Nothing kept, a file that is gone, or half a manifest: made anew.
      return undefined;
    }
  }

  /** Keeps a bundle in place of an older one of the same entry. */
  async keep(entry: string, code: string, files: readonly string[]): Promise<void> {
    const hashed = files.map(async (file) => [file, hashOf(await readFile(file))] as const);
    const kept: Kept = { code: `${hashOf(code)}.js`, inputs: Object.fromEntries(await Promise.all(hashed)) };
    const older = await readFile(this.manifest(entry), 'utf8').then(
      (text) => (JSON.parse(text) as Kept).code,
      () => kept.code,
    );
    await this.write(path.join(this.folder, kept.code), code);
    await this.write(this.manifest(entry), JSON.stringify(kept));
    if (older !== kept.code) await rm(path.join(this.folder, older), { force: true });
  }

  private manifest(entry: string): string {
    return path.join(this.folder, `${hashOf(entry)}.json`);
  }

  /** Renamed into place: two workers that start at once never read half a file. */
  private async write(file: string, content: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const part = `${file}.${process.pid}-${Date.now()}`;
    await writeFile(part, content);
    await rename(part, file);
  }
}
