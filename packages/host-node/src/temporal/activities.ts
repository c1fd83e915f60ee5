import { AsyncLocalStorage } from 'node:async_hooks';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { canceled, LuaError, type ContextValues, type Data, type SignatureAlgorithm } from '@durable-lua/determinism';
import { didYouMean, MAX_FAILURE_BYTES, withLogFacts, type SizeLimits } from '@durable-lua/determinism/host';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import {
  ACTIVITY_RANDOM,
  ACTIVITY_SIGN,
  ACTIVITY_VERIFY,
  noFunction,
  outgoingOne,
  RawPayload,
  readAutoHeartbeat,
  readContext,
  toCancelledFailure,
  toFailure,
  type Directory,
  type Headers,
} from '@durable-lua/temporal-wire';
import type { FunctionHost } from '../functions.js';
import { randomBytes } from '../random.js';
import { nodeSignatures } from '../signatures.js';
import { cancelReason, RunningActivity } from './activity.js';
import { LOCAL_FAILURE_BYTES, LocalResults } from './local-results.js';
import { ordinaryActivity } from './ordinary-activity.js';
import { returnedTextWarning } from './returned-text.js';

export type Activity = (...args: RawPayload[]) => Promise<RawPayload>;

const headersOfCall = new AsyncLocalStorage<Headers>();

/** What the SDK hands to an activity interceptor. */
interface Input {
  readonly args: unknown[];
  readonly headers: unknown;
}

/**
 * For a worker's `interceptors.activity`: hands the headers of each activity to the function it runs, and ordinary values to
 * one that is no Lua.
 * @param isLua whether activities of this type take payloads as they are
 * @param limits what the server takes, where it is not the usual
 */
export function activityInterceptors(isLua: (activityType: string) => boolean, limits?: SizeLimits) {
  const results = new LocalResults(limits);
  return (context: Context) => {
    const read = isLua(context.info.activityType) ? undefined : ordinaryActivity(context);
    const execute = <I extends Input, T>(input: I, next: (input: I) => Promise<T>): Promise<T> => {
      const headers = input.headers as Headers;
      const work = (): Promise<T> => next(read === undefined ? input : read(input));
      return headersOfCall.run(headers, () => results.run(context, headers, work));
    };
    return { inbound: { execute } };
  };
}

/** How long code may go on that was asked to end, and whose attempt is over, in ms. */
const AFTERWARDS = 10_000;
/** The longest time of a timer of Node, in ms. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** How long an attempt may take, in ms. */
function longest({ info: { startToCloseTimeoutMs, scheduleToCloseTimeoutMs } }: Context): number {
  return Math.min(startToCloseTimeoutMs || Infinity, scheduleToCloseTimeoutMs || Infinity);
}

/** Runs the Lua code of an entry, as `FunctionHost.run`. */
type RunLua = FunctionHost['run'];

/**
 * Activities of a worker: Lua code of these entries, by their IDs, and ours.
 * @param directory of the project, for errors about IDs that it does not have.
 * @param limits what the server takes, where it is not the usual.
 */
export function luaActivities(
  run: RunLua,
  entries: readonly { readonly id: string }[],
  directory: Directory,
  limits?: SizeLimits,
): Record<string, Activity> {
  const activities: Record<string, Activity> = {
    [ACTIVITY_RANDOM]: drawRandom,
    [ACTIVITY_SIGN]: makeSignature,
    [ACTIVITY_VERIFY]: checkSignature,
    // Without it the SDK answers an unknown type with a failure that is retried for ever.
    default: async () => {
      const { activityType } = Context.current().info;
      const kind = directory.kinds[activityType];
      if (kind !== undefined && kind !== 'function.lua') throw toFailure(noFunction(directory, activityType));
      throw ApplicationFailure.create({
        type: 'NOT_FOUND',
        nonRetryable: true,
        message:
          `no activity '${activityType}' on this worker: give a function.lua with that ID ` +
          `meta.temporal.activity.worker, or start the worker that has it` +
          didYouMean(activityType, Object.keys(directory.functions)),
      });
    },
  };
  const activityOf = ({ id }: { readonly id: string }): [string, Activity] => [
    id,
    (...args) => runActivity(run, id, args, limits),
  ];
  return { ...activities, ...Object.fromEntries(entries.map(activityOf)) };
}

async function runActivity(
  run: RunLua,
  id: string,
  args: readonly RawPayload[],
  limits: SizeLimits | undefined,
): Promise<RawPayload> {
  const current = Context.current();
  const { log: sdkLog, cancellationSignal, info } = current;
  const log = withLogFacts(
    { activity_id: info.activityId, attempt: info.attempt },
    { write: (level, message, fields) => sdkLog[level](message, fields) },
  );
  const { context, autoHeartbeat } = headersRead();
  const activity = new RunningActivity(current, limits);
  const call = run(
    id,
    args.map((arg) => arg.payload),
    { context, log, activity },
  );
  const began = performance.now();
  let last: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    const reason = cancelReason(current);
    call.cancel({ reason });
    // One that is cancelled may take its time to clean up; of any other nobody takes the result.
    const left = reason === 'cancelled' ? Math.max(0, longest(current) - (performance.now() - began)) : 0;
    const why = `the attempt was asked to end (${reason}), and went on for ${AFTERWARDS / 1000} s after its time`;
    last = setTimeout(() => call.kill(canceled(why)), Math.min(left + AFTERWARDS, LONGEST_TIMER));
  };
  cancellationSignal.addEventListener('abort', cancel);
  const stopHeartbeats = autoHeartbeat ? activity.keepAlive() : undefined;
  try {
    return outgoingOne(await call.result, limits);
  } catch (error) {
    if (!LuaError.is(error)) throw error;
    const warning = returnedTextWarning(current, error);
    if (warning !== undefined) sdkLog.warn(warning);
    const room = info.isLocal ? LOCAL_FAILURE_BYTES : MAX_FAILURE_BYTES;
    throw cancellationSignal.aborted && error.kind === 'CANCELED'
      ? toCancelledFailure(error, room)
      : toFailure(error, { room });
  } finally {
    clearTimeout(last);
    stopHeartbeats?.();
    cancellationSignal.removeEventListener('abort', cancel);
  }
}

/** What whoever scheduled this activity gave along. */
export function headersRead(): { readonly context: ContextValues; readonly autoHeartbeat: boolean } {
  const headers = headersOfCall.getStore() ?? {};
  const warn = (warning: string): void => Context.current().log.warn(warning);
  return { context: readContext(headers, warn), autoHeartbeat: readAutoHeartbeat(headers, warn) };
}

/** `{n}` → that many bytes of a cryptographic source. */
async function drawRandom(request: RawPayload): Promise<RawPayload> {
  const { n } = decodeData(request.payload) as { readonly n: number };
  const bytes: Data = randomBytes(n);
  return new RawPayload(encodeData(bytes));
}

/** What a workflow asks to have signed or checked. Of a local activity the history keeps the result alone. */
type SignatureRequest = {
  readonly algorithm: SignatureAlgorithm;
  readonly key: string;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
};

async function makeSignature(request: RawPayload): Promise<RawPayload> {
  const { algorithm, key, data } = readRequest(request);
  return answer(() => nodeSignatures.sign(algorithm, key, data));
}

async function checkSignature(request: RawPayload): Promise<RawPayload> {
  const { algorithm, key, data, signature } = readRequest(request);
  return answer(() => nodeSignatures.verify(algorithm, key, data, signature));
}

const readRequest = (request: RawPayload): SignatureRequest => decodeData(request.payload) as SignatureRequest;

async function answer(work: () => Promise<Data>): Promise<RawPayload> {
  try {
    return new RawPayload(encodeData(await work()));
  } catch (error) {
    throw LuaError.is(error) ? toFailure(error) : error;
  }
}
