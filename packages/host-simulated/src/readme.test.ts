import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the code of the README does what the README says', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const code = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const names = /import \{ (.*) \} from '(.*)'/g;
  const packages: Record<string, unknown> = {
    '@durable-lua/lua-vm': await import('@durable-lua/lua-vm'),
    '@durable-lua/modules-funcs': await import('@durable-lua/modules-funcs'),
    '@durable-lua/modules-time': await import('@durable-lua/modules-time'),
    '@durable-lua/host-simulated': await import('./index.js'),
  };
  const body = code
    .replace(names, (_, imported: string, from: string) => `const { ${imported} } = packages['${from}'];`)
    .replace('export const results =', 'return');
  const results: unknown = await new Function('packages', `return (async () => {${body}})()`)(packages);
  expect(results).toEqual([42, '2024-01-02T00:00:00.000Z']);
});
