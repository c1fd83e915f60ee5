import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { inBothModes } from './testing/in-both-modes.js';

/** What the last event of a failed run says. */
interface Failure {
  readonly message: string;
  readonly stackTrace: string;
  readonly applicationFailureInfo: {
    readonly type: string;
    readonly nonRetryable?: boolean;
    readonly details?: { readonly payloads: readonly { readonly data: string }[] };
  };
}

inBothModes('errors', (house) => {
  async function stop(how: string): Promise<{ error: unknown; failure: Failure }> {
    const run = await house.spawn('stop', how);
    const error = await run.result().catch((thrown: unknown) => thrown);
    const last = (await house.events(run.workflowId)).at(-1);
    expect(last?.eventType).toBe('EVENT_TYPE_WORKFLOW_EXECUTION_FAILED');
    return { error, failure: last?.workflowExecutionFailedEventAttributes.failure as Failure };
  }

  const detailsOf = ({ applicationFailureInfo: { details } }: Failure): unknown[] =>
    (details?.payloads ?? []).map(({ data }) => JSON.parse(Buffer.from(data, 'base64').toString()) as unknown);

  it('a value, or nothing, completes the run', async () => {
    expect(await house.exec('stop', 'value')).toEqual([1, 2]);
    expect(await house.exec('stop', 'nothing')).toBeUndefined();
  });

  it('an error object is the failure of the run: kind as type, in its details what type and message do not say', async () => {
    const { error, failure } = await stop('object');
    expect(failure).toMatchObject({
      message: 'packing: no stock',
      stackTrace: expect.stringMatching(/^CONFLICT: packing: no stock\nstack traceback:\n\tstop\.lua:12: in /),
      applicationFailureInfo: { type: 'CONFLICT', nonRetryable: true },
    });
    expect(detailsOf(failure)).toEqual([
      {
        $lua: 'error',
        kind: 'CONFLICT',
        details: { sku: 'tea' },
        stack: expect.stringMatching(/^stack traceback:\n\tstop\.lua:12: in /),
      },
      ['packing'.length],
    ]);
    expect(error).toMatchObject({
      kind: 'CONFLICT',
      message: 'packing: no stock',
      innerMessage: 'no stock',
      context: ['packing'],
      retryable: undefined,
      details: {
        sku: 'tea',
        workflow_id: expect.stringMatching(/^app:stop-/),
        workflow_type: 'app:stop',
        retry_state: 'RETRY_POLICY_NOT_SET',
      },
      luaStack: expect.stringMatching(/^stack traceback:\n\tstop\.lua:12: in /),
    });
  });

  it.each([
    ['object_beside_value', 'NOT_FOUND', 'odd', true],
    ['text', 'INTERNAL', 'just text', false],
    ['raise_object', 'PAYMENT_DECLINED', 'thrown', true],
    ['canceled', 'CANCELED', 'changed my mind', true],
    ['unsendable', 'INVALID', 'result: .items[2].price: the number nan cannot be sent', true],
  ])('%s fails the run as %s', async (how, type, message, nonRetryable) => {
    const { error, failure } = await stop(how);
    expect(failure.message).toBe(message);
    expect(failure.applicationFailureInfo.type).toBe(type);
    expect(failure.applicationFailureInfo.nonRetryable ?? false).toBe(nonRetryable);
    expect(error).toMatchObject({ kind: type, message });
  });

  it.each([
    ['raise_text', 'stop.lua:28: boom', ['stop.lua:28: in ']],
    [
      'mistake',
      "stop.lua:32: attempt to index a nil value (field 'card')",
      ["stop.lua:32: in upvalue 'charge'", 'stop.lua:36: in '],
    ],
  ])('an error of Lua fails the run with its place and the traceback: %s', async (how, message, frames) => {
    const { failure } = await stop(how);
    expect(failure.message).toBe(message);
    expect(failure.applicationFailureInfo).toMatchObject({ type: 'INTERNAL', nonRetryable: true });
    expect(failure.stackTrace.startsWith(`INTERNAL: ${message}\nstack traceback:\n\t`)).toBe(true);
    for (const frame of frames) expect(failure.stackTrace).toContain(frame);
    expect(failure.stackTrace).not.toMatch(/\.js|\.ts|node:/);
  });

  it('the error of an activity passes workflow, parent and process, to the last word', async () => {
    const details = { sku: 'tea', left: [0, 1], limit: 2n ** 60n };
    const args = [randomUUID(), 'details', details];
    const asker = await house.runtime.processes.spawn('app:asker', 'app:procs', undefined, { args });
    const error = {
      kind: 'CONFLICT',
      message: 'no stock',
      text: 'packing: shelf 3: no stock',
      retryable: false,
      stack: expect.stringMatching(/^stack traceback:\n.*fail\.lua:9: in function <fail\.lua:8>/s) as string,
      details: expect.objectContaining({
        ...details,
        activity_type: 'app:fail',
        workflow_id: expect.stringMatching(/^app:chain-/) as string,
        workflow_type: 'app:chain',
      }) as object,
    };
    expect(await asker.result()).toEqual({ kind: 'pid.exit', result: error, event: error });
  });

  it.each(['reach', 'reach_outside'])('whoever is not there is NOT_FOUND, by name: %s', async (from) => {
    const gone = await house.spawn('stop', 'value');
    await gone.result();
    for (const [destination, id] of [
      ['nobody-7', 'nobody-7'],
      ['{app:tc@app:worker|nobody-8}', 'nobody-8'],
      [gone.pid, gone.workflowId],
    ] as const) {
      const told = (await (from === 'reach'
        ? house.exec(from, destination)
        : house.runtime.call(`app:${from}`, destination))) as Record<string, { kind?: string }>;
      const missing = {
        kind: 'NOT_FOUND',
        retryable: false,
        message: expect.stringContaining(id) as string,
        details: { workflow_id: id },
      };
      const isGone = destination === gone.pid;
      for (const call of ['send', 'cancel', 'terminate']) expect([call, told[call]]).toMatchObject([call, missing]);
      // What has ended can still be watched: it tells its end at once.
      for (const call of ['monitor', 'link']) {
        expect([call, told[call]]).toMatchObject([call, isGone ? { value: true } : missing]);
      }
      const invalid = { kind: 'INVALID', retryable: false };
      expect(told).toMatchObject({ nowhere: invalid, reserved: invalid, theirs: invalid });
    }
  });
});
