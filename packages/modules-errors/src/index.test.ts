import { describe, expect, it } from 'vitest';
import { LuaError } from '@durable-lua/determinism';
import { nodeHost } from '@durable-lua/host-node';
import { createLua } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { callStack } from './call-stack.js';
import { errors } from './index.js';

testModule(errors, { files: new URL('..', import.meta.url) }, { describe, it });

const run = (source: string, name = 'test.lua') =>
  createLua({ modules: [errors], host: nodeHost() }).run({ source, name });

describe('an error object', () => {
  it('tells TypeScript kind, details and where the error was made, raised or returned', async () => {
    for (const way of ['error(e)', 'return nil, e']) {
      const failure: unknown = await run(`
        local e = errors.new{ message = "gone", kind = "NotFound", retryable = true, details = { id = 7 } }
        ${way}`).catch((error: unknown) => error);
      expect(LuaError.is(failure)).toBe(true);
      expect(failure).toMatchObject({ kind: 'NOT_FOUND', message: 'gone', retryable: true, details: { id: 7 } });
      expect((failure as LuaError).luaStack).toContain('test.lua:2');
    }
  });
});

describe('callStack', () => {
  it('reads each form in which Lua names a function', () => {
    const traceback = [
      'stack traceback:',
      "\t[JS]: in function 'error'",
      "\torder.lua:12: in upvalue 'charge'",
      "\tlib/pay.lua:3: in function 'pay.start'",
      '\torder.lua:9: in function <order.lua:7>',
      '\t(...tail calls...)',
      '\torder.lua:20: in main chunk',
    ].join('\n');
    expect(callStack(traceback)).toEqual({
      thread: 'main chunk',
      frames: [
        { source: 'order.lua', line: 12, name: 'charge' },
        { source: 'lib/pay.lua', line: 3, name: 'pay.start' },
        { source: 'order.lua', line: 9, name: undefined },
        { source: 'order.lua', line: 20, name: undefined },
      ],
    });
  });

  it('finds nothing in a text that is no traceback', () => {
    expect(callStack('')).toBeUndefined();
    expect(callStack('Error: x\n    at main.js:1:2')).toBeUndefined();
  });
});
