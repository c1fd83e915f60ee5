import { spawn, execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** The program as people run it, on a server of its own. `npm test` builds it before this runs. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let data: string;
beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'durable-lua-demo-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

function start(...args: readonly string[]) {
  const { TEMPORAL_ADDRESS: _, ...env } = process.env;
  // A process group of its own, so that an interrupt reaches what a terminal's would.
  const child = spawn(process.execPath, [MAIN, ...args], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const exitCode = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return {
    exitCode,
    output: () => output,
    kill: (signal: NodeJS.Signals) => process.kill(-(child.pid as number), signal),
    /** Waits for a text, and gives all output; throws with it when the program ends first. */
    async shows(text: string): Promise<string> {
      let ended = false;
      void exitCode.then(() => (ended = true));
      while (!output.includes(text)) {
        if (ended) throw new Error(`ended without showing '${text}':\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return output;
    },
  };
}

const shell = async (command: string): Promise<string> => (await promisify(execFile)('sh', ['-c', command])).stdout;

it('--once completes one order, shows each step, stops everything and exits with 0', async () => {
  const demo = start('--once');
  expect(await demo.exitCode, demo.output()).toBe(0);
  const inOrder = ['set aside', 'the bank does not answer', 'charged', 'somebody must approve', 'approved by Ada'];
  const places = [...inOrder, 'on its way to Brno', '"status": "shipped"'].map((text) => demo.output().indexOf(text));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(demo.output().trimEnd()).toMatch(/Everything is stopped\.$/);
});

it('--once exits with 0 when an order fails as its scenario says', async () => {
  const demo = start('--once', '--scenario', 'declined');
  expect(await demo.exitCode, demo.output()).toBe(0);
  expect(demo.output()).toContain('The order failed, as it should: CARD_DECLINED: the bank declined the card');
});

it('an interrupt in the middle of an order stops everything and exits with 130', async () => {
  const demo = start('--once');
  await demo.shows('charged');
  demo.kill('SIGINT');
  expect(await demo.exitCode, demo.output()).toBe(130);
  expect(demo.output()).toContain('Everything is stopped.');
});

it('a wrong option exits with 2 and names the right ones', async () => {
  const demo = start('--scenario', 'bad-card');
  expect(await demo.exitCode).toBe(2);
  expect(demo.output()).toContain('approved, declined, out-of-stock, timeout, undeliverable');
});

it(
  'when it serves, the commands it prints work as they stand, and an order outlives a crash',
  { timeout: 120_000 },
  async () => {
    const first = start('--data', data, '--scenario', 'declined');
    const place = commands(await first.shows('Stop the demo in between'))[0] as string;
    await shell(place);
    const id = /--workflow-id (\S+)/.exec(place)?.[1] as string;
    await first.shows(`somebody must approve ${id}`);
    first.kill('SIGKILL');
    await first.exitCode;

    const second = start('--data', data, '--scenario', 'declined');
    const [, approve, result] = commands(await second.shows('Stop the demo in between')).map((command) =>
      command.replace(/--workflow-id \S+/, `--workflow-id ${id}`),
    );
    await shell(approve as string);
    const shown = await shell(result as string);
    expect(shown).toContain('COMPLETED');
    expect(shown).toContain('"approved_by":"me"');
    expect(second.output()).not.toMatch(new RegExp(`${id} .*(set aside|charged)`));
    second.kill('SIGINT');
    expect(await second.exitCode, second.output()).toBe(0);
  },
);

const commands = (output: string): string[] =>
  output.split('\n').flatMap((line) => /^ {2}(\S.* workflow .*)$/.exec(line)?.[1] ?? []);
