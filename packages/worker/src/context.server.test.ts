import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { inBothModes } from './testing/in-both-modes.js';

const context = { who: 'Ada', tags: ['a', 'b'], deep: { n: 1.5 } };
const by = (name: string) => ({ ...context, by: name });

// Without a cache the SDK drops a run whose local activity is under way when another one needs the place.
inBothModes(
  'context',
  (house) => {
    it('goes along to activities, processes and children, with what the caller adds; messages leave it as it is', async () => {
      const message = 'hi';
      expect(await house.exec('spread', undefined, { context })).toEqual({
        here: context,
        activity: by('activity'),
        locally: by('local'),
        executed: by('exec'),
        spawned: by('spawn'),
        child: { message, context: by('child') },
        starter: { message, context: by('process') },
        receiver: { message: by('sender'), context: by('receiver') },
      });
    });

    it('goes on with a run that continues as new, with one that becomes another entry, and with a retry', async () => {
      expect(await house.exec('stages', 2, { context })).toEqual({ upgraded: context });
      const retryPolicy = { initialInterval: 10, maximumAttempts: 2 };
      expect(await house.exec('flaky', undefined, { context, retryPolicy })).toEqual(context);
    });

    it.each(['fail', 'use_existing', 'terminate_existing'] as const)(
      'is given to a run that starts with a message, whose ID policy is %s',
      async (idConflictPolicy) => {
        const messages = [{ topic: 'hello', args: ['hi'] }];
        const options = { id: `heard-${randomUUID()}`, idConflictPolicy, context, messages };
        expect(await house.exec('heard', undefined, options)).toEqual({ message: 'hi', context });
      },
    );

    it('is a header, as JSON that others can read', async () => {
      const run = await house.spawn('flaky', undefined, { context });
      await run.result().catch(() => undefined);
      const [started] = await house.events(run.workflowId);
      const { header } = started?.['workflowExecutionStartedEventAttributes'] as {
        header: { fields: Record<string, { data: string }> };
      };
      const field = Buffer.from(header.fields['durable-lua-context']?.data ?? '', 'base64').toString();
      expect(JSON.parse(field)).toEqual(context);
    });
  },
  { concurrent: false },
);
