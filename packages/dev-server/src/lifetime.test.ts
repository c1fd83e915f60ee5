import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { CLI_TIMEOUT, installedPackage, processesWith, program, realCli, tempDir, until } from './test-support.js';

beforeAll(async () => void (await realCli()), CLI_TIMEOUT);

/** A program that starts a server, does `what`, and prints its port. Both are gone when the test ends. */
async function starter(what: string, options = '{ ui: false }') {
  const source = `
    import { ensureDevServer } from '@durable-lua/dev-server';
    delete process.env.TEMPORAL_ADDRESS;
    const server = await ensureDevServer(${options});
    ${what}
    console.log(server.address.split(':')[1]); // Last: whoever reads it may act at once on what was done above.`;
  const { process: child, line } = await program(await installedPackage(), source);
  const marker = `--port ${await line} `;
  const alive = async () => (await processesWith(marker)).length > 0;
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await until('the server is gone', async () => !(await alive())); // It may still write into a folder of the test.
  });
  return { child, alive };
}

const FOREVER = 'setInterval(() => {}, 1000);';

describe('the server is gone soon after', () => {
  it('its starter is killed by SIGKILL', async () => {
    const { child, alive } = await starter(FOREVER);
    expect(await alive()).toBe(true);
    child.kill('SIGKILL');
    await until('the server is gone', async () => !(await alive()));
  });

  it('the whole process group of its starter is killed by SIGKILL', async () => {
    const { child, alive } = await starter(FOREVER);
    expect(await alive()).toBe(true);
    process.kill(-child.pid!, 'SIGKILL');
    await until('the server is gone', async () => !(await alive()));
  });

  it.each(['process.exit(1)', 'throw new Error("a crash, on purpose")', 'process.abort()'])(
    'its starter does %s',
    async (end) => {
      const { alive } = await starter(`setTimeout(() => { ${end} }, 500);`);
      await until('the server is gone', async () => !(await alive()));
    },
  );

  it('its starter has nothing more to do: the server does not keep it alive', async () => {
    const { child, alive } = await starter('');
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    await until('the server is gone', async () => !(await alive()));
  });
});

it('Ctrl-C reaches the starter only, which may use the server a while longer and then stop it', async () => {
  const { child, alive } = await starter(`${FOREVER}
    process.once('SIGINT', async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const { connect } = await import('node:net');
      const socket = connect(server.address.split(':')[1], '127.0.0.1').once('connect', async () => {
        socket.destroy();
        await server.stop();
        process.exit(7);
      });
    });`);
  process.kill(-child.pid!, 'SIGINT'); // As a terminal does it: to the whole group.
  await once(child, 'exit');
  expect(child.exitCode).toBe(7);
  expect(await alive()).toBe(false);
});

it('while its starter is blocked the server lives on', async () => {
  const { child, alive } = await starter(
    `setTimeout(() => { for (const end = Date.now() + 4000; Date.now() < end; ); }); ${FOREVER}`,
  );
  await sleep(3_000);
  expect(await alive()).toBe(true);
  child.kill('SIGKILL');
  await until('the server is gone', async () => !(await alive()));
});

it('after a SIGKILL the file of a server is free for the next one', async () => {
  const file = JSON.stringify(join(await tempDir(), 'temporal.db'));
  const first = await starter(FOREVER, `{ ui: false, persistTo: ${file} }`);
  first.child.kill('SIGKILL');
  const second = await starter(FOREVER, `{ ui: false, persistTo: ${file} }`);
  expect([await first.alive(), await second.alive()]).toEqual([false, true]);
});
