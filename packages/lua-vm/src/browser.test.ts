import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('runs where there is no Node: bundled for browsers, in a context with nothing but what they have', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { createLua } from './index.js';
        globalThis.result = createLua().run('local t = {} for i = 1, 3 do t[i] = ("%d"):format(i * 2^40) end return t');`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@durable-lua/source'],
    logLevel: 'silent',
  });
  const page = createContext({ TextEncoder, TextDecoder });
  runInContext(outputFiles[0]?.text ?? '', page);
  // An array of the other realm: compared by its text.
  expect(JSON.stringify(await (page['result'] as Promise<unknown>))).toBe(
    JSON.stringify([1, 2, 3].map((n) => String(n * 2 ** 40))),
  );
});
