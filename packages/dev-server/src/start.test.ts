import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { startServer } from './start.js';
import { CLI_TIMEOUT, processesWith, realCli, script, tempDir } from './test-support.js';

let cli: string;
beforeAll(async () => void (cli = await realCli()), CLI_TIMEOUT);

it('a port that was free and is taken a moment later is replaced by another one', async () => {
  const dir = await tempDir();
  const once = join(dir, 'once');
  const unlucky = await script(
    dir,
    'unlucky',
    `if [ -e ${once} ]; then exec ${cli} "$@"; fi
     echo "$@" > ${once}
     echo "can't set frontend port: listen tcp 127.0.0.1:1: bind: address already in use" >&2; exit 1`,
  );
  const server = await startServer(unlucky, { ui: false });
  onTestFinished(() => server.stop());
  expect(await processesWith(`--port ${server.address.split(':')[1]} `)).toHaveLength(1);
});

it('ports that are always taken are not tried for ever', async () => {
  const taken = await script(await tempDir(), 'taken', 'echo "bind: address already in use"; exit 1');
  await expect(startServer(taken, {})).rejects.toThrow('found its ports taken 5 times in a row');
});

it('a server that ends at once is an error with how it ended and the last lines of its log', async () => {
  const broken = await script(await tempDir(), 'broken', 'echo first; echo "no space left" >&2; exit 3');
  const error = await startServer(broken, {}).catch((e: unknown) => e);
  expect(error).toMatchObject({ name: 'DevServerError', kind: 'START_FAILED' });
  const lines = (error as Error).message.split('\n');
  expect(lines[0]).toBe(`The Temporal dev server ${broken} ended (3). The last lines of its log:`);
  expect(lines.slice(1).sort()).toEqual(['  first', '  no space left']);
});

it('a server that prints nothing at all is an error too', async () => {
  const mute = await script(await tempDir(), 'mute', 'exit 0');
  await expect(startServer(mute, {})).rejects.toThrow('ended (0). It printed nothing.');
});
