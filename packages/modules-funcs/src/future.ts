import {
  LuaError,
  PayloadObject,
  boolean,
  channel,
  defineClass,
  fn,
  errorClass,
  instance,
  oneOf,
  optional,
  payloadClass,
  result,
  results,
  type Self,
  canceled,
} from '@durable-lua/determinism';
import type { Channel, Feed, LuaServices, Operation, Payload } from '@durable-lua/determinism';

/** What the channel of a future delivers. */
const outcome = oneOf(payloadClass.type, errorClass.type);

/** A call that was started: a channel for those who wait, and a state for those who look. */
export class Future {
  private readonly feed: Feed<PayloadObject | LuaError>;
  private ended: PayloadObject | LuaError | undefined;
  private canceled = false;

  constructor(
    lua: LuaServices,
    private readonly operation: Operation<Payload>,
  ) {
    this.feed = lua.feed<PayloadObject | LuaError>(outcome, 1);
    lua.when(
      operation,
      (payload) => this.end(new PayloadObject(payload)),
      (error) => {
        // Only an expected failure is a result; anything else is a defect and ends the run.
        if (!LuaError.is(error)) throw error;
        this.end(error);
      },
    );
  }

  get channel(): Channel {
    return this.feed.channel;
  }

  get isComplete(): boolean {
    return this.ended !== undefined;
  }

  get isCanceled(): boolean {
    return this.canceled;
  }

  get value(): PayloadObject | undefined {
    return LuaError.is(this.ended) ? undefined : this.ended;
  }

  /** Why there is no value: the failure of the call, or that it was cancelled here. */
  get error(): LuaError | undefined {
    return LuaError.is(this.ended) ? this.ended : undefined;
  }

  /** Asks for the end of the call and forgets its result; false when there is one already. */
  cancel(): boolean {
    if (this.canceled) return true;
    if (this.isComplete) return false;
    this.canceled = true;
    this.ended = canceled('the call was canceled by future:cancel()');
    this.feed.close();
    this.operation.cancel();
    return true;
  }

  private end(value: PayloadObject | LuaError): void {
    if (this.canceled) return;
    this.ended = value;
    this.feed.push(value);
    this.feed.close();
  }
}

const response = fn(
  {
    doc: 'The channel of the result: one Payload or error object, then closed.',
    returns: result(channel),
  },
  (_, { self }: Self<Future>) => self.channel,
);

export const futureClass = defineClass(
  { type: instance<Future>('funcs.Future'), doc: 'A call that was started with async.' },
  {
    methods: {
      response,
      channel: response,
      is_complete: fn(
        { doc: 'Whether the result is known; true also after cancel().', returns: boolean },
        (_, { self }) => self.isComplete,
      ),
      is_canceled: fn({ doc: 'Whether cancel() was called.', returns: boolean }, (_, { self }) => self.isCanceled),
      result: fn(
        {
          doc: 'nil, nil while pending; a Payload; or nil and the error.',
          returns: result(optional(payloadClass.type)),
        },
        (_, { self }) => {
          if (self.error !== undefined) throw self.error;
          return self.value;
        },
      ),
      error: fn(
        {
          doc: 'The error and true if the call failed, otherwise nil and false.',
          returns: results(optional(errorClass.type), boolean),
        },
        (_, { self }): readonly [LuaError | undefined, boolean] =>
          self.error === undefined || self.isCanceled ? [undefined, false] : [self.error, true],
      ),
      cancel: fn(
        {
          doc: 'Asks for the end of the call; false when it has ended already. Does not wait.',
          returns: result(boolean),
        },
        (_, { self }) => self.cancel(),
      ),
    },
    tostring: (self) => {
      const state = self.isCanceled
        ? 'canceled'
        : !self.isComplete
          ? 'pending'
          : self.error === undefined
            ? 'done'
            : 'failed';
      return `funcs.Future{${state}}`;
    },
  },
);
