import { expect, it, vi } from 'vitest';
import { LuaError } from '@durable-lua/determinism';
import { stderrLog } from './index.js';

it('writes a line whatever its fields hold', () => {
  const written: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => (written.push(String(text)), true));
  try {
    stderrLog.write('info', 'plain');
    stderrLog.write('warn', 'empty', {});
    stderrLog.write('error', 'odd', {
      big: 2n ** 60n,
      bytes: new Uint8Array([104, 105]),
      error: new LuaError({ kind: 'CONFLICT', message: 'taken' }),
      nan: NaN,
      inner: { list: [1n] },
    });
  } finally {
    spy.mockRestore();
  }
  const fields = '{"big":"1152921504606846976","bytes":"hi","error":"taken","nan":"NaN","inner":{"list":["1"]}}';
  expect(written).toEqual(['INFO plain\n', 'WARN empty\n', `ERROR odd ${fields}\n`]);
});
