import { expect, inject, it } from 'vitest';
import { replayHistory } from './index.js';
import { House } from './testing/house.js';

it('unread messages that a new run could not be given, come with the very message that it goes on by, are an error of the call', async () => {
  const house = new House({ fixture: 'handlers', address: inject('temporalAddress') });
  await house.open();
  try {
    const handle = await house.startPlain('laden', []);
    await house.until(handle.workflowId, 'WORKFLOW_TASK_COMPLETED');
    await house.runtime.shutdown();
    // All in one workflow task.
    await handle.signal('go');
    const size = 900_000;
    for (let n = 0; n < 3; n++) await handle.signal('load', 'x'.repeat(size));
    await (await house.createRuntime()).start();
    const message = expect.stringMatching(/payload of 27\d+ bytes exceeds the limit of 2097152/) as string;
    expect(await handle.result()).toEqual(['go', 'INVALID', message, [size, size, size]]);
    await replayHistory({ ...house.composition, history: await house.history(handle.workflowId) });
  } finally {
    await house.close();
  }
});
