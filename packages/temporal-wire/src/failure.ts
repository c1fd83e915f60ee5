import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  ServerFailure,
  type TemporalFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/common';
import { canonicalKind, ERROR_KINDS, LuaError, type Data, canceled } from '@durable-lua/determinism';
import { cutError, cutText, MAX_FAILURE_BYTES, updateUnanswered } from '@durable-lua/determinism/host';
import { decodeData, encodeData, errorToData } from '@durable-lua/lua-vm';
import { failureConverter, payloadConverter, RawPayload } from './converter.js';

/**
 * What the failure of a query may take: a server hands it on in the headers of its answer, more than once and escaped, and
 * clients refuse headers of more than 32 KB ("http2 error").
 */
export const MAX_QUERY_FAILURE_BYTES = 4 * 1024;

export interface FailureOptions {
  /** Whether Temporal may not retry what failed with it; by default what the error says. */
  readonly nonRetryable?: boolean;
  /** Bytes that it may take at the most. */
  readonly room?: number;
}

/**
 * An error of Lua as Temporal keeps it: the kind as type, the text as message, and as details what these do not say: the
 * error without its text, and how long each context in the message is. What is too long for `room` is cut, and says so: the
 * kind, and whether it is retried, never.
 */
export function toFailure(
  error: LuaError,
  { nonRetryable = !error.willRetry, room = MAX_FAILURE_BYTES }: FailureOptions = {},
): ApplicationFailure {
  const cut = fitted(error, room);
  const { context } = cut;
  const details = [{ ...(errorToData(cut.with(NO_TEXT)) as Details), message: undefined }, context.map(lengthOf)];
  const failure = ApplicationFailure.create({
    message: cut.toString(),
    type: cut.kind,
    nonRetryable,
    details: details.slice(0, context.length === 0 ? 1 : 2).map((detail) => new RawPayload(encodeData(detail))),
  });
  return withLuaStack(failure, cut, room / 8);
}

const NO_TEXT = { message: '', context: [] };
const lengthOf = ({ length }: string): number => length;

/** The SDK's error for a cancellation, from an error of kind `CANCELED`. Of it Temporal keeps the details alone. */
export function toCancelledFailure(error: LuaError, room = MAX_FAILURE_BYTES): CancelledFailure {
  const cut = fitted(error, room);
  const failure = new CancelledFailure(cutText(cut.toString(), SHORT), [new RawPayload(encodeData(errorToData(cut)))]);
  return withLuaStack(failure, cut, room / 8);
}

/** The longest of what is repeated for people alone. Bytes. */
const SHORT = 1024;

/** An eighth of `room` is for what is shown of the stack, an eighth for the frame. */
const fitted = (error: LuaError, room: number): LuaError => cutError(error, (room * 3) / 4);

/**
 * The stack of a failure as `lua` prints an error: what happened, then the traceback. Loggers show the stack alone, so it
 * must say both, as far as `most` bytes go; where we stand in TypeScript says nothing to anybody. The traceback that is read
 * again stands in the details: the SDK cuts off stacks at words of its own.
 */
function withLuaStack<F extends Error>(failure: F, error: LuaError, most: number): F {
  const parts = [`${error.kind}: ${error.toString()}`, error.luaStack].filter((part) => part !== '');
  failure.stack = parts.map((part) => cutText(part, Math.min(SHORT, most / 2))).join('\n');
  return failure;
}

/** An error of ours with the text that stands in its failure. Failures of version 0.1 have it in the details, too. */
function withText(error: LuaError, { message }: ApplicationFailure, lengths: unknown): LuaError {
  if (error.message !== '') return error;
  const context = contextsIn(message, RawPayload.is(lengths) ? decodeQuietly(lengths) : undefined);
  return error.with({
    message: message.slice(context.reduce((sum, { length }) => sum + length + 2, 0)),
    context,
  });
}

/** The contexts at the beginning of a message, from their lengths; none if that is not what the message looks like. */
function contextsIn(message: string, lengths: Data): readonly string[] {
  if (!Array.isArray(lengths)) return [];
  const contexts: string[] = [];
  let at = 0;
  for (const length of lengths) {
    if (typeof length !== 'number' || !message.startsWith(': ', at + length)) return [];
    contexts.push(message.slice(at, at + length));
    at += length + 2;
  }
  return contexts;
}

/**
 * What a server says of an update itself, by the type of its failure: it was sent to a worker whose task ended without a word of
 * it, which no code of a workflow can bring about, or the run has ended under way.
 */
const UPDATE_FAILURES: Readonly<Record<string, () => LuaError>> = {
  UnprocessedUpdate: () =>
    new LuaError({
      kind: 'UNAVAILABLE',
      retryable: true,
      message: 'the update was lost on its way to the workflow, which has seen nothing of it: send it again',
    }),
  AcceptedUpdateCompletedWorkflow: updateUnanswered,
};

/** What a server says of an update, by the type of a failure; undefined for all that code has failed with. */
export const updateFailureOf = (type: string): LuaError | undefined =>
  Object.hasOwn(UPDATE_FAILURES, type) ? UPDATE_FAILURES[type]?.() : undefined;

/** Failure types of other SDKs that mean that something is not there. */
const NOT_FOUND_TYPES =
  /^(NotFoundError|ActivityNotRegistered.*|WorkflowNotRegistered.*|NamespaceNotFound.*|ExternalWorkflowExecutionNotFound)$/;

const TIMEOUT_TYPES: Readonly<Record<string, string>> = {
  START_TO_CLOSE: 'start_to_close',
  SCHEDULE_TO_START: 'schedule_to_start',
  SCHEDULE_TO_CLOSE: 'schedule_to_close',
  HEARTBEAT: 'heartbeat',
};

type Details = Readonly<Record<string, Data>>;

/** What the SDK throws, as an error of Lua. A thing that is no failure of Temporal's comes back as `INTERNAL`. */
export function fromFailure(thrown: unknown): LuaError {
  if (LuaError.is(thrown)) return thrown;
  if (thrown instanceof ActivityFailure) {
    return fromCause(thrown, {
      activity_type: thrown.activityType,
      activity_id: thrown.activityId,
      retry_state: thrown.retryState,
    });
  }
  if (thrown instanceof ChildWorkflowFailure) {
    const { execution, workflowType, retryState } = thrown;
    return fromCause(thrown, {
      workflow_id: execution.workflowId,
      run_id: execution.runId,
      workflow_type: workflowType,
      retry_state: retryState,
    });
  }
  // WorkflowFailedError and WorkflowUpdateFailedError of the client wrap the failure of the run.
  if (thrown instanceof Error && /^Workflow(Update)?FailedError$/.test(thrown.name) && thrown.cause instanceof Error) {
    return fromFailure(thrown.cause);
  }
  if (thrown instanceof ApplicationFailure) return fromApplication(thrown);
  if (thrown instanceof TimeoutFailure) return fromTimeout(thrown);
  if (thrown instanceof CancelledFailure) return canceled('operation canceled', detailsOf(thrown));
  if (thrown instanceof TerminatedFailure) {
    // Without a reason of its own Temporal says no more than that.
    const reason = /^(workflow execution )?terminated$/i.test(thrown.message) ? '' : thrown.message;
    return canceled(['workflow terminated', reason].filter(Boolean).join(': '), { terminated: true });
  }
  if (thrown instanceof WorkflowExecutionAlreadyStartedError) {
    return new LuaError({
      kind: 'ALREADY_EXISTS',
      retryable: false,
      message: `workflow '${thrown.workflowId}' is running already`,
      details: { workflow_id: thrown.workflowId, workflow_type: thrown.workflowType },
    });
  }
  if (thrown instanceof WorkflowNotFoundError) {
    return new LuaError({
      kind: 'NOT_FOUND',
      retryable: false,
      message: `workflow '${thrown.workflowId}' not found: it does not exist or has ended`,
      details: { workflow_id: thrown.workflowId },
    });
  }
  if (thrown instanceof ServerFailure) {
    return new LuaError({ kind: 'INTERNAL', message: thrown.message, retryable: !thrown.nonRetryable });
  }
  return fromService(thrown);
}

function fromCause(failure: TemporalFailure, details: Record<string, Data>): LuaError {
  const inner = fromFailure(failure.cause ?? new ApplicationFailure(failure.message));
  const known = Object.fromEntries(
    Object.entries(details).filter(([, value]) => value !== undefined && value !== null),
  );
  return inner.with({ details: { ...inner.details, ...known } });
}

function fromApplication(failure: ApplicationFailure): LuaError {
  const [first, lengths] = failure.details ?? [];
  if (RawPayload.is(first)) {
    const ours = decodeQuietly(first);
    if (LuaError.is(ours)) return withText(ours, failure, lengths);
  }
  const type = failure.type ?? '';
  const ofServer = updateFailureOf(type);
  if (ofServer !== undefined) return ofServer;
  const standard = canonicalKind(type);
  const kind = NOT_FOUND_TYPES.test(type)
    ? 'NOT_FOUND'
    : (ERROR_KINDS as readonly string[]).includes(standard)
      ? standard
      : 'UNKNOWN';
  const values = (failure.details ?? []).map((detail) =>
    RawPayload.is(detail) ? decodeQuietly(detail) : String(detail),
  );
  return new LuaError({
    kind,
    message: failure.message,
    retryable: kind === 'NOT_FOUND' ? false : !failure.nonRetryable,
    details: { type, ...(values.length === 0 ? {} : { values }) },
  });
}

function fromTimeout(failure: TimeoutFailure): LuaError {
  // The SDK drops the failure of the last attempt, except from what it has decoded.
  const before = failure.failure?.cause;
  const cause = before == null ? undefined : fromFailure(failureConverter.failureToError(before, payloadConverter));
  const last = failure.lastHeartbeatDetails;
  return new LuaError({
    kind: 'TIMEOUT',
    message: failure.message,
    retryable: false,
    details: {
      timeout_type: TIMEOUT_TYPES[failure.timeoutType ?? ''] ?? 'unspecified',
      ...(cause === undefined ? {} : { cause }),
      ...(RawPayload.is(last) ? { last_heartbeat: decodeQuietly(last) } : {}),
    },
  });
}

/** What whoever was cancelled gave along: the details of an error of ours, or the values of another SDK. */
function detailsOf({ details = [] }: CancelledFailure): Details | undefined {
  const values = details.map((detail) => (RawPayload.is(detail) ? decodeQuietly(detail) : String(detail)));
  if (LuaError.is(values[0])) return values[0].details;
  return values.length === 0 ? undefined : { values };
}

/** gRPC status codes that callers tell apart. */
const SERVICE_KINDS: Readonly<Record<number, { readonly kind: string; readonly retryable: boolean }>> = {
  1: { kind: 'CANCELED', retryable: false },
  3: { kind: 'INVALID', retryable: false },
  4: { kind: 'TIMEOUT', retryable: true },
  5: { kind: 'NOT_FOUND', retryable: false },
  6: { kind: 'ALREADY_EXISTS', retryable: false },
  7: { kind: 'PERMISSION_DENIED', retryable: false },
  8: { kind: 'RATE_LIMITED', retryable: true },
  9: { kind: 'CONFLICT', retryable: false },
  14: { kind: 'UNAVAILABLE', retryable: true },
  16: { kind: 'PERMISSION_DENIED', retryable: false },
};

function fromService(thrown: unknown): LuaError {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { code } = error as { code?: unknown };
    const known = typeof code === 'number' ? SERVICE_KINDS[code] : undefined;
    if (known !== undefined) {
      const message = serviceMessage(error);
      const special = isSignalLimit(message) ? TOO_MANY_SIGNALS : isTooLong(message) ? TOO_LONG : known;
      return new LuaError({ ...special, message });
    }
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new LuaError({ kind: 'INTERNAL', message, retryable: false });
}

/** A request that is too long has the status of a lack of resources, but will be as long the next time. */
const isTooLong = (message: string): boolean => /message (after decompression )?larger than max/i.test(message);
const TOO_LONG = { kind: 'INVALID', retryable: false } as const;

const TOO_MANY_SIGNALS = { kind: 'RATE_LIMITED', retryable: true } as const;

/** A run keeps only so many signals. The server says so in words, with the status of a wrong argument. */
export const isSignalLimit = (message: string): boolean => /limit for signal|signal limit was exceeded/i.test(message);

/** A gRPC client writes the text of the server into `details`; over the worker's connection it is the message itself. */
const serviceMessage = (error: Error): string => (error as { details?: string }).details || error.message;

function decodeQuietly(raw: RawPayload): Data {
  try {
    return decodeData(raw.payload);
  } catch (error) {
    return (error as Error).message;
  }
}
