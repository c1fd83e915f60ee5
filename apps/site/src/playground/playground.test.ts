import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { FIRST } from './first.js';
import { run } from './run.js';
import { fromHash, toHash, type State } from './state.js';

it('the first workflow waits, and ends with whoever approves it', async () => {
  const waits = await run(FIRST);
  expect(waits).toMatchObject({ workflows: ['shop:order'], functions: ['shop:charge'] });
  expect(waits.ran).toMatchObject({ end: undefined, at: 0 });
  const approved = await run({
    ...FIRST,
    actions: [
      { do: 'wait', time: '5h' },
      { do: 'send', name: 'approve', args: [{ by: 'Ada' }] },
    ],
  });
  expect(approved.ran).toMatchObject({
    end: { result: { receipt: 'receipt for 1250 cents', approved_by: 'Ada' } },
    at: 5 * 3_600_000,
  });
  const [recording] = Object.values(approved.ran?.recordings ?? {});
  expect(recording?.events.at(-1)?.type).toBe('Completed');
  expect(Object.keys(recording?.sources ?? {})).toContain('order.lua');
});

it('a function fails as often as it is told to', async () => {
  const failure = { kind: 'UNAVAILABLE', message: 'no answer', retryable: true };
  const twice = await run({ ...FIRST, failures: { 'shop:charge': { ...failure, times: 2 } } });
  expect(twice.ran?.log).toEqual([]);
  const after = await run({
    ...FIRST,
    failures: { 'shop:charge': { ...failure, times: 2 } },
    actions: [{ do: 'wait', time: '1m' }],
  });
  expect(after.ran?.log).toMatchObject([{ at: 3000, text: 'charged: receipt for 1250 cents' }]);
  const never = await run({ ...FIRST, failures: { 'shop:charge': { ...failure, retryable: false } } });
  expect(never.ran?.end).toEqual({ failed: { kind: 'UNAVAILABLE', message: expect.stringContaining('no answer') } });
});

it('what is wrong in a file is said with its line, and nothing runs', async () => {
  const { findings, ran } = await run({ ...FIRST, files: { ...FIRST.files, 'order.lua': 'local a =\nreturn {' } });
  expect(findings).toMatchObject([{ code: 'E-LUA', message: expect.stringContaining('order.lua:2') }]);
  expect(ran).toBeUndefined();
});

it('a program that never rests is ended, with its line', { timeout: 60_000 }, async () => {
  const files = { ...FIRST.files, 'order.lua': 'return { main = function()\n  while true do end\nend }' };
  const { ran } = await run({ ...FIRST, files });
  expect(ran?.end).toMatchObject({ failed: { message: expect.stringContaining('order.lua:2') } });
});

it('an update and a query are answered, or told why not', async () => {
  const { ran } = await run({
    ...FIRST,
    actions: [
      { do: 'query', name: 'total', args: [] },
      { do: 'cancel', reason: 'changed my mind' },
    ],
  });
  expect(ran?.answers).toMatchObject([{ failed: { kind: 'NOT_FOUND' } }, {}]);
  expect(ran?.end).toMatchObject({ failed: { kind: 'CANCELED' } });
});

it('signs and verifies with RS256', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const source = `local crypto = require("crypto")
    return { main = function()
      local token = crypto.jwt.encode({ sub = "Ada" }, [[${privateKey}]], "RS256")
      return crypto.jwt.verify(token, [[${publicKey}]], "RS256", false).sub
    end }`;
  const index = FIRST.files['_index.yaml']?.replace('[funcs, time]', '[crypto]') ?? '';
  const { ran } = await run({ ...FIRST, files: { ...FIRST.files, '_index.yaml': index, 'order.lua': source } });
  expect(ran?.end).toEqual({ result: 'Ada' });
});

it('asks for nothing of Node', async () => {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, 'run.ts')],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    conditions: ['@durable-lua/source'],
    define: { 'process.env.FENGARICONF': 'undefined' },
    logLevel: 'silent',
  });
  expect(outputFiles).toHaveLength(1);
});

it('a link holds all of it', async () => {
  const state: State = { ...FIRST, actions: [{ do: 'send', name: 'approve', args: [{ by: 'Zoë 🦉' }] }] };
  const hash = await toHash(state);
  expect(await fromHash(`#${hash}`)).toEqual(state);
  expect(hash.length).toBeLessThan(2000);
  expect(await fromHash('#a-heading')).toBeUndefined();
  await expect(fromHash(hash.slice(0, 300))).rejects.toThrow('this link cannot be read');
});
