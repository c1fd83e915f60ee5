import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { LuaError } from './index.js';

const TRACEBACK = "stack traceback:\n\torder.lua:3: in function 'pay'\n\torder.lua:9: in main chunk";

describe('a LuaError in TypeScript', () => {
  it('knows a standard kind however it is spelled, and takes a long text as it is', () => {
    expect(new LuaError({ message: 'x', kind: 'not-Found' }).kind).toBe('NOT_FOUND');
    const long = 'not-Found'.padEnd(300, '-');
    expect(new LuaError({ message: 'x', kind: long }).kind).toBe(long);
  });

  it('has what was wrapped around it in its message; Lua asks for the inner one', () => {
    const error = new LuaError({ message: 'no money', kind: 'DECLINED' }).wrap('payment').wrap('order');
    expect(error.at('argument 2').wrap('shop').message).toBe('shop: order: payment: argument 2: no money');
    expect(error.message).toBe('order: payment: no money');
    expect(String(error)).toBe(error.message);
    expect(error.innerMessage).toBe('no money');
    expect(error.at('argument 2')).toMatchObject({
      message: 'order: payment: argument 2: no money',
      innerMessage: 'argument 2: no money',
      context: ['order', 'payment'],
      kind: 'DECLINED',
    });
  });

  it('shows where in Lua it comes from, and nothing of what ran it', () => {
    const error = new LuaError({ message: 'no money', luaStack: TRACEBACK }).wrap('order');
    const shown = "LuaError: order: no money\n    at order.lua:3: in function 'pay'\n    at order.lua:9: in main chunk";
    expect(error.stack).toBe(shown);
    expect(inspect(error)).toContain(shown);
    expect(inspect(error)).not.toContain('errors.test.ts');
  });

  it('shows where in TypeScript it was made as long as no Lua is known, and from then on where in Lua', () => {
    const made = new LuaError({ message: 'no money' });
    expect(made.wrap('order').stack).toContain('errors.test.ts');
    expect(made.with({ luaStack: TRACEBACK }).stack).not.toContain('errors.test.ts');
  });

  it('shares its contexts with what wraps it: a chain takes memory for each error once', () => {
    const chain = [new LuaError({ message: 'no money', luaStack: TRACEBACK })];
    const before = process.memoryUsage().heapUsed;
    for (let depth = 0; depth < 10_000; depth += 1) chain.push((chain[depth] as LuaError).wrap(`step ${depth}`));
    // Lists of their own would take 400 MB.
    expect((process.memoryUsage().heapUsed - before) / 2 ** 20).toBeLessThan(100);
    expect(chain.at(-1)?.context.slice(0, 2)).toEqual(['step 9999', 'step 9998']);
    expect(chain.at(-1)?.context).toHaveLength(10_000);
    expect(chain[2]?.outermost).toBe('step 1');
  });
});
