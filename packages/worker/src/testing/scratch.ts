import { mkdir, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Makes a folder from which the packages that this one depends on are found, and which no build looks at: one that a killed
 * test leaves behind does no harm. Whoever asks removes it.
 */
export async function scratchFolder(name: string): Promise<string> {
  const parent = fileURLToPath(new URL('../../.cache', import.meta.url));
  await mkdir(parent, { recursive: true });
  return mkdtemp(path.join(parent, `${name}-`));
}
