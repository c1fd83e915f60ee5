import { expect, it } from 'vitest';
import { createTestRuntime } from './test-runtime.js';

const entries = { 'app:grows': 'local t = {} while true do t = { t } end' };

it('a workflow that fills the memory fails with its line and the limit, which can be set', async () => {
  const message = (limit: string) =>
    `app:grows:1: more than ${limit} of memory (limit maxMemoryBytes): keep less at a time`;
  await expect(createTestRuntime({ entries }).run('app:grows')).rejects.toMatchObject({
    kind: 'INTERNAL',
    message: message('64 MiB'),
  });
  const small = createTestRuntime({ entries, limits: { maxMemoryBytes: 1024 * 1024 } });
  await expect(small.run('app:grows')).rejects.toMatchObject({ kind: 'INTERNAL', message: message('1 MiB') });
});

it('a limit that is none is told', async () => {
  const limits = { maxMemory: 5 } as object;
  await expect(createTestRuntime({ entries, limits }).run('app:grows')).rejects.toThrow('maxMemoryBytes');
});
