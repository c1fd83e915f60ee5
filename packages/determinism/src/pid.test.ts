import { describe, expect, it } from 'vitest';
import { formatPid, parsePid } from './pid.js';

describe('a PID', () => {
  it('is read with and without braces, with and without a node', () => {
    const whole = { node: 'shop:tc', host: 'shop:w', id: 'order-7' };
    expect(parsePid('{shop:tc@shop:w|order-7}')).toEqual(whole);
    expect(parsePid('shop:tc@shop:w|order-7')).toEqual(whole);
    expect(parsePid('{shop:w|order-7}')).toEqual({ host: 'shop:w', id: 'order-7' });
    expect(parsePid('shop:w|order-7')).toEqual({ host: 'shop:w', id: 'order-7' });
  });

  it('is read back as it was written, whatever its ID holds', () => {
    for (const id of ['order-7', 'a|b', '{x}', '}', '{', '@', 'me@host|{a}|', ' ', 'é', '{a@b|c}']) {
      for (const node of [undefined, 'n-4f2a', 'shop:tc/other', 'user@machine', '{odd']) {
        const pid = { ...(node === undefined ? {} : { node }), host: 'shop:w', id };
        expect(parsePid(formatPid(pid))).toEqual(pid);
      }
    }
  });

  it.each(['', 'order-7', '{order-7}', '{|x}', '{h|}', '{@h|x}', '{n@|x}', '{h|x', '|'])('is not %j', (text) => {
    expect(parsePid(text)).toBeUndefined();
  });

  it('is not written when it could not be read back', () => {
    const kind = expect.objectContaining({ kind: 'INVALID' });
    for (const pid of [
      { host: '', id: 'x' },
      { host: 'h', id: '' },
      { node: '', host: 'h', id: 'x' },
    ]) {
      expect(() => formatPid(pid)).toThrow(kind);
    }
    expect(() => formatPid({ host: 'a@b', id: 'x' })).toThrow(/host of a PID may not contain/);
    expect(() => formatPid({ host: 'a|b', id: 'x' })).toThrow(/host of a PID may not contain/);
    expect(() => formatPid({ node: 'a|b', host: 'h', id: 'x' })).toThrow(/node of a PID may not contain/);
  });
});
