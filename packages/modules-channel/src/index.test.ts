import { describe, expect, it } from 'vitest';
import { nodeHost } from '@durable-lua/host-node';
import { createLua } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { channel } from './index.js';

testModule(
  channel,
  {
    files: new URL('..', import.meta.url),
    samples: {
      select: [
        '{ (function() local c = m.new() coroutine.spawn(function() c:send(1) end) return c:case_receive() end)() }',
      ],
    },
  },
  { describe, it },
);

const run = (source: string, name = 'test.lua') =>
  createLua({ modules: [channel], host: nodeHost() }).run({ source, name });

describe('a program that selects', () => {
  it('says where a mistake in a select stands', async () => {
    await expect(run('\nchannel.select{ "x" }')).rejects.toThrow('test.lua:2: invalid select case #1 (got string)');
  });

  it('ends a run whose only select can never go on', async () => {
    await expect(run('channel.select{ channel.new():case_receive() }')).rejects.toThrow('all coroutines are blocked');
  });
});
