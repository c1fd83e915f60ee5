import { readFile } from 'node:fs/promises';
import { beforeAll, expect, it } from 'vitest';
import { CLI_TIMEOUT, installedPackage, program, realCli } from './test-support.js';

beforeAll(async () => void (await realCli()), CLI_TIMEOUT);

it('the program of the README prints what it says, in the installed package', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const source = /```js\n(.*?)```/s.exec(readme)![1]!;
  const promised = /\/\/ (\w+)$/m.exec(source)![1];
  const { line } = await program(await installedPackage(), `delete process.env.TEMPORAL_ADDRESS;\n${dynamic(source)}`);
  expect(await line).toBe(promised);
});

/** Imports are hoisted above the line that comes before them; as expressions they are not. */
function dynamic(source: string): string {
  return source.replace(/^import (\{.*?\}) from (.*?);$/gm, 'const $1 = await import($2);');
}
