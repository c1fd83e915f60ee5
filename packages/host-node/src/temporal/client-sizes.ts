import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { Payload } from '@durable-lua/determinism';
import {
  checkField,
  checkName,
  checkUpdate,
  DEFAULT_SIZE_LIMITS,
  type SizeLimits,
} from '@durable-lua/determinism/host';
import { payloadConverter } from '@durable-lua/temporal-wire';

interface Started {
  readonly workflowId: string;
  readonly args?: readonly unknown[];
  readonly memo?: Readonly<Record<string, unknown>>;
}

/**
 * For a client's `interceptors.workflow`: what a server would not take is an error before it is sent. An update above all: the
 * server takes its arguments, and then terminates the run, which has to repeat them.
 * @param given what the server takes, where it is not the usual
 */
export function clientSizes(given: Partial<SizeLimits> = {}): WorkflowClientInterceptor {
  const limits = { ...DEFAULT_SIZE_LIMITS, ...given };
  const check = (args: readonly unknown[], what: string): void => {
    checkField(args.map(payloadOf), limits, what);
  };
  const checkStart = ({ workflowId, args = [], memo = {} }: Started): void => {
    checkName('workflow ID', workflowId);
    check(args, 'payload');
    check(Object.values(memo), 'memo');
  };
  const checkOneUpdate = (name: string, id = '', args: readonly unknown[], headers: object): void => {
    checkName('name of an update', name);
    checkName('ID of an update', id);
    checkUpdate({ name, id, args: args.map(payloadOf), headers: Object.values(headers) as Payload[] }, limits);
  };
  return {
    start: (input, next) => {
      checkStart(input.options);
      return next(input);
    },
    signal: (input, next) => {
      checkName('topic', input.signalName);
      check(input.args, 'message');
      return next(input);
    },
    signalWithStart: (input, next) => {
      checkStart(input.options);
      checkName('topic', input.signalName);
      check(input.signalArgs, 'message');
      return next(input);
    },
    query: (input, next) => {
      check(input.args, 'arguments of a query');
      return next(input);
    },
    startUpdate: (input, next) => {
      checkOneUpdate(input.updateName, input.options.updateId, input.args, input.headers);
      return next(input);
    },
    startUpdateWithStart: (input, next) => {
      checkStart(input.workflowStartOptions);
      checkOneUpdate(input.updateName, input.updateOptions.updateId, input.updateArgs, input.updateHeaders);
      return next(input);
    },
  };
}

/** What only a converter of the client's own can write is not measured. */
function payloadOf(value: unknown): Payload {
  try {
    const { metadata, data } = payloadConverter.toPayload(value);
    return { metadata: metadata ?? {}, data: data ?? null };
  } catch {
    return { metadata: {}, data: null };
  }
}
