import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

const PAGE = `
  import { browserHost } from '@durable-lua/host-browser';
  import { createLua } from '@durable-lua/lua-vm';
  import { crypto } from '@durable-lua/modules-crypto';
  import { time } from '@durable-lua/modules-time';
  import { uuid } from '@durable-lua/modules-uuid';

  const lua = createLua({ modules: [crypto, time, uuid], host: browserHost() });
  globalThis.done = lua.run(\`
    local start = time.now()
    time.sleep("5ms")
    for i = 1, 3000000 do end
    return {
      slept = time.now():sub(start):milliseconds() >= 4,
      random = #crypto.random.bytes(70000),
      id = #uuid.v4(),
      hash = #crypto.hmac.sha256("key", "data"),
    }
  \`);
`;

/** What every browser has, and nothing of Node. */
const { clearTimeout, console, crypto, MessageChannel, performance, setTimeout, TextDecoder, TextEncoder } = globalThis;
const WEB = { clearTimeout, console, crypto, MessageChannel, performance, setTimeout, TextDecoder, TextEncoder };

it('a bundler makes one file of it for a page, which asks for nothing of Node', async () => {
  const { outputFiles, warnings } = await build({
    stdin: { contents: PAGE, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    logLevel: 'silent',
    conditions: ['@durable-lua/source'],
    // As the build of lua-vm does it: users get the engine built.
    define: { 'process.env.FENGARICONF': 'undefined' },
  });
  expect(warnings).toEqual([]);
  const page = createContext({ ...WEB });
  runInContext(outputFiles[0]?.text ?? '', page);
  expect(await page['done']).toEqual({ slept: true, random: 70_000, id: 36, hash: 64 });
});
