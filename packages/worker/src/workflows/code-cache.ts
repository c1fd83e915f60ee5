import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import v8 from 'node:v8';
import type vm from 'node:vm';
import envPaths from 'env-paths';

/** How many bundles are kept: those that were used last. Each takes somewhat more than a megabyte. */
const KEPT = 16;

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();
const HASH_BYTES = 32;

/**
 * What V8 has compiled of a bundle, kept in a folder of the user for the next process: a worker starts in half the time. Which code
 * it belongs to, and which V8, is in its name; that the file is whole, in front of it. A folder that cannot be read or written is
 * no fault: then each process compiles.
 */
export class CodeCache {
  private keeping: Promise<void> | undefined;

  private constructor(
    private readonly file: string,
    /** What V8 takes as `cachedData`; undefined: nothing is kept. */
    readonly data: Buffer | undefined,
  ) {}

  static async open(code: string, folder = cacheFolder()): Promise<CodeCache> {
    const version = `${process.version}-${process.arch}-${v8.cachedDataVersionTag()}`;
    const file = path.join(folder, `${sha256(`${version}\n${code}`).toString('hex').slice(0, 32)}.v8`);
    return new CodeCache(file, await readWhole(file));
  }

  /** Keeps what V8 has compiled of a script until now, unless that is kept already. Never fails. */
  async keep(script: vm.Script): Promise<void> {
    await (this.keeping ??= this.write(script));
  }

  private async write(script: vm.Script): Promise<void> {
    const now = new Date();
    if (this.data !== undefined && script.cachedDataRejected !== true) {
      await utimes(this.file, now, now).catch(() => undefined);
      return;
    }
    const data = script.createCachedData();
    const folder = path.dirname(this.file);
    const part = `${this.file}.${process.pid}-${now.getTime()}`;
    try {
      // What is in here runs in whatever process reads it.
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(part, Buffer.concat([sha256(data), data]), { mode: 0o600 });
      await rename(part, this.file);
      await forget(folder);
    } catch {
      await rm(part, { force: true }).catch(() => undefined);
    }
  }
}

function cacheFolder(): string {
  const root = process.env['DURABLE_LUA_CACHE_DIR'] || envPaths('durable-lua', { suffix: '' }).cache;
  return path.join(root, 'workflow-bundles');
}

async function readWhole(file: string): Promise<Buffer | undefined> {
  const content = await readFile(file).catch(() => undefined);
  if (content === undefined) return undefined;
  const data = content.subarray(HASH_BYTES);
  return sha256(data).equals(content.subarray(0, HASH_BYTES)) ? data : undefined;
}

/** Removes those that were not used for the longest time. */
async function forget(folder: string): Promise<void> {
  const files = (await readdir(folder)).map((name) => path.join(folder, name));
  const used = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })));
  const old = used.sort((one, other) => other.at - one.at).slice(KEPT);
  await Promise.all(old.map(({ file }) => rm(file, { force: true })));
}
