import { mkdirSync } from 'node:fs';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/** Writes a file and the folders that it needs. Whoever looks, at any moment, finds the old file or the new one, never a half. */
export async function writeWhole(file: string, text: string): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  await writeFileAtomic(file, text);
}
