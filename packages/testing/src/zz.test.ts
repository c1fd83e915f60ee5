import { it } from 'vitest';
import { loadProject } from '@durable-lua/registry';
import { createRuntime } from '@durable-lua/worker';
import { createTestRuntime } from './index.js';
const show = async (name: string, act: () => unknown) => { try { console.log(name, await act()); } catch (e) { console.log(name, 'ERR', String(e), '\n', JSON.stringify((e as any).findings?.length)); } };
it('x', async () => {
  await show('loadProject', () => loadProject('/tmp/r12p'));
  await show('createRuntime', () => createRuntime({ project: '/tmp/r12p' }));
  await show('createTestRuntime', () => createTestRuntime({ project: '/tmp/r12p' }));
}, 60000);
