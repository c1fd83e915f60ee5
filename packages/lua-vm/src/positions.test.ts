import { describe, expect, it } from 'vitest';
import { defineModule, fn, string, type LuaError } from '@durable-lua/determinism';
import { createLua } from './index.js';

const probe = defineModule(
  { name: 'probe', summary: 'For these tests.' },
  {
    functions: {
      where: fn({ params: {}, returns: string }, ({ lua }) => lua.where()),
      location: fn({ params: {}, returns: string }, ({ lua }) => lua.location()),
    },
  },
);
const lua = () =>
  createLua({ modules: [probe], entry: 'app:order', host: { name: 'a test', deterministic: true, capabilities: {} } });
const run = (source: string) => lua().run({ name: 'order.lua', source });

/** The call, through so many functions of the library. */
const behind = (count: number, call: string): string => `pcall(${'pcall, '.repeat(count - 1)}${call})`;

describe('where Lua code stands', () => {
  it.each([1, 3, 12])(
    'is told alike by services, policy and globals, past %i functions of the library',
    async (count) => {
      const last = (call: string) => `\nlocal all = table.pack(${behind(count, call)})\nreturn all[all.n]`;
      expect(await run(last('probe.where'))).toBe('order.lua:2');
      expect(await run(last('probe.location'))).toBe('app:order:2');
      const details = async (call: string) => {
        const error = (await run(`${last(call)}:details()`)) as { line: string };
        return error.line;
      };
      expect(await details('os.getenv')).toBe('order.lua:2');
      expect(await details('string.gsub, "nope", "nope", _G')).toBe('order.lua:2');
    },
  );

  it('is the line of the innermost function for the budget', async () => {
    const source = 'local function spin()\n  while true do end\nend\nspin()';
    const error = await run(source).then(
      () => undefined,
      (thrown: unknown) => thrown as LuaError,
    );
    expect(error?.message).toMatch(/^order\.lua:2: more than/);
  });
});
