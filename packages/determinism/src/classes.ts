import { defineClass, fn, type Env, type Self } from './define.js';
import { LuaError } from './errors.js';
import { present, type Channel, type LuaValue } from './lua.js';
import type { PayloadObject } from './payload.js';
import { boolean, instance, optional, payload, record, result, results, returns, string, value } from './types.js';

/**
 * The classes of objects that the VM itself hands out, whichever modules are composed: every fallible function gives
 * error objects, several modules give channels and payloads.
 */

export const errorClass = defineClass(
  { type: instance<LuaError>('error'), doc: 'A structured error.' },
  {
    methods: {
      kind: fn({ doc: 'The kind, never nil.', returns: string }, (_, { self }) => self.kind),
      message: fn({ doc: 'The message of the innermost error.', returns: string }, (_, { self }) => self.innerMessage),
      retryable: fn(
        { doc: 'true, false, or nil when not stated.', returns: optional(boolean) },
        (_, { self }) => self.retryable,
      ),
      details: fn(
        { doc: 'A fresh copy of the details table, or nil.', returns: optional(record) },
        (_, { self }) => self.details,
      ),
      stack: fn({ doc: 'The Lua traceback, "" if there is none.', returns: string }, (_, { self }) => self.luaStack),
    },
    tostring: (self) => self.toString(),
  },
);

export const payloadClass = defineClass(
  { type: instance<PayloadObject>('Payload'), doc: 'A value as it crossed a border, decoded when asked.' },
  {
    methods: {
      data: fn(
        {
          doc: 'The Lua value, decoded anew at each call if it came encoded. What cannot be decoded gives nil and an INTERNAL error.',
          returns: result(value),
        },
        valueOf,
      ),
      unmarshal: fn({ doc: 'The same as data: the Lua value, decoded.', returns: result(value) }, valueOf),
      get_format: fn({ doc: 'The format, such as json/plain.', returns: string }, (_, { self }) => self.format),
    },
    tostring: (self) => `payload{format=${self.format}}`,
    toPayload: (self) =>
      self.payload === undefined ? present(value, self.value as LuaValue) : present(payload, self.payload),
  },
);

function valueOf({ lua }: Env, { self: { payload: encoded, value: held } }: Self<PayloadObject>): LuaValue {
  if (encoded === undefined) return held as LuaValue;
  try {
    return lua.make(payload, encoded);
  } catch (error) {
    // Whoever asks an object for its value has not sent it: that it cannot be decoded is no fault of an argument here.
    throw LuaError.is(error) ? error.with({ kind: 'INTERNAL' }) : error;
  }
}

/** What `ch:iter()` gives: called, it receives. */
export class ChannelIterator {
  constructor(readonly channel: Channel) {}
}

/** What `ch:case_receive()` gives: a channel and what to do with it. */
export class SelectCaseObject {
  constructor(
    readonly channel: Channel,
    readonly value: LuaValue | undefined,
    readonly sends: boolean,
  ) {}
}

const iteratorType = instance<ChannelIterator>('channel iterator');
const caseType = instance<SelectCaseObject>('select case');

export const channelClass = defineClass(
  { type: instance<Channel>('channel'), doc: 'A FIFO between coroutines.' },
  {
    methods: {
      send: fn(
        { doc: 'Waits until taken or buffered.', params: { value }, returns: boolean },
        (_, { self, value: sent }) => self.send(sent),
      ),
      receive: fn(
        {
          doc: 'A value and true, or nil and false once closed and drained.',
          returns: results(optional(value), boolean),
        },
        (_, { self }) => self.receive(),
      ),
      close: fn({ doc: 'No more values; closing twice does nothing.' }, (_, { self }) => self.close()),
      iter: fn(
        {
          doc: 'For a loop: `for v in ch:iter() do`, until the channel is closed and drained, or gives nil.',
          returns: returns(iteratorType),
        },
        (_, { self }) => new ChannelIterator(self),
      ),
      case_send: fn(
        { doc: 'A case for channel.select.', params: { value }, returns: returns(caseType) },
        (_, { self, value: sent }) => new SelectCaseObject(self, sent, true),
      ),
      case_receive: fn(
        { doc: 'A case for channel.select.', returns: returns(caseType) },
        (_, { self }) => new SelectCaseObject(self, undefined, false),
      ),
    },
    tostring: (self) => `channel: 0x${self.id.toString(16).padStart(8, '0')}`,
  },
);

const iteratorClass = defineClass(
  { type: iteratorType },
  {
    metamethods: {
      call: fn({ params: { self: iteratorType }, returns: results(optional(value), boolean) }, (_, { self }) =>
        self.channel.receive(),
      ),
    },
  },
);

export const selectCaseClass = defineClass({ type: caseType }, {});

export const builtinClasses = [errorClass, payloadClass, channelClass, iteratorClass, selectCaseClass] as const;
