import { defineClass, fn, method, type Env } from './define.js';
import { LuaError } from './errors.js';
import { present, type Blocking, type Channel, type LuaValue } from './lua.js';
import type { PayloadObject } from './payload.js';
import { boolean, optional, payload, record, result, results, returns, string, value, type Type } from './types.js';

/**
 * The classes of objects that the VM itself hands out, whichever modules are composed: every fallible function gives
 * error objects, several modules give channels and payloads.
 */

export const errorClass = defineClass<LuaError>({
  name: 'error',
  doc: 'A structured error.',
  methods: {
    kind: method({ doc: 'The kind, never nil.', returns: string }, (self: LuaError) => self.kind),
    message: method({ doc: 'The message of the innermost error.', returns: string }, (self: LuaError) => self.message),
    retryable: method(
      { doc: 'true, false, or nil when not stated.', returns: optional(boolean) },
      (self: LuaError) => self.retryable,
    ),
    details: method(
      { doc: 'A fresh copy of the details table, or nil.', returns: optional(record) },
      (self: LuaError) => self.details,
    ),
    stack: method(
      { doc: 'The Lua traceback, "" if there is none.', returns: string },
      (self: LuaError) => self.luaStack,
    ),
  },
  tostring: (self) => self.toString(),
});

export const payloadClass = defineClass<PayloadObject>({
  name: 'Payload',
  doc: 'A value as it crossed a border, decoded when asked.',
  methods: {
    data: method(
      {
        doc: 'The Lua value, decoded anew at each call if it came encoded. What cannot be decoded gives nil and an INTERNAL error.',
        returns: result(value),
      },
      valueOf,
    ),
    unmarshal: method({ doc: 'The same as data: the Lua value, decoded.', returns: result(value) }, valueOf),
    get_format: method(
      { doc: 'The format, such as json/plain.', returns: string },
      (self: PayloadObject) => self.format,
    ),
  },
  tostring: (self) => `payload{format=${self.format}}`,
  toPayload: (self) =>
    self.payload === undefined ? present(value, self.value as LuaValue) : present(payload, self.payload),
});

function valueOf({ payload: encoded, value: held }: PayloadObject, _: unknown, { lua }: Env): LuaValue {
  if (encoded === undefined) return held as LuaValue;
  try {
    return lua.make(payload, encoded);
  } catch (error) {
    // Whoever asks an object for its value has not sent it: that it cannot be decoded is no fault of an argument here.
    throw LuaError.is(error) ? error.with({ kind: 'INTERNAL' }) : error;
  }
}

export const channelClass = defineClass<Channel>({
  name: 'channel',
  doc: 'A FIFO between coroutines.',
  methods: {
    send: method(
      { doc: 'Waits until taken or buffered.', params: { value }, returns: boolean },
      (self: Channel, args) => self.send(args.value) as Blocking<true>,
    ),
    receive: method(
      {
        doc: 'A value and true, or nil and false once closed and drained.',
        returns: results(optional(value), boolean),
      },
      (self: Channel) => self.receive(),
    ),
    close: method({ doc: 'No more values; closing twice does nothing.' }, (self: Channel) => self.close()),
    iter: method(
      {
        doc: 'For a loop: `for v in ch:iter() do`, until the channel is closed and drained, or gives nil.',
        returns: returns(iteratorType()),
      },
      (self: Channel) => new ChannelIterator(self),
    ),
    case_send: method(
      { doc: 'A case for channel.select.', params: { value }, returns: returns(caseType()) },
      (self: Channel, args) => new SelectCaseObject(self, args.value, true),
    ),
    case_receive: method(
      { doc: 'A case for channel.select.', returns: returns(caseType()) },
      (self: Channel) => new SelectCaseObject(self, undefined, false),
    ),
  },
  tostring: (self) => `channel: 0x${self.id.toString(16).padStart(8, '0')}`,
});

/** What `ch:iter()` gives: called, it receives. */
export class ChannelIterator {
  constructor(readonly channel: Channel) {}
}

const iteratorClass = defineClass<ChannelIterator>({
  name: 'channel iterator',
  methods: {},
  metamethods: {
    call: fn({ params: { self: iteratorType() }, returns: results(optional(value), boolean) }, (_, { self }) =>
      self.channel.receive(),
    ),
  },
});

/** What `ch:case_receive()` gives: a channel and what to do with it. */
export class SelectCaseObject {
  constructor(
    readonly channel: Channel,
    readonly value: LuaValue | undefined,
    readonly sends: boolean,
  ) {}
}

export const selectCaseClass = defineClass<SelectCaseObject>({ name: 'select case', methods: {} });

function caseType() {
  return {
    kind: 'instance',
    expected: 'select case',
    className: 'select case',
  } as Type<SelectCaseObject>;
}

function iteratorType() {
  return {
    kind: 'instance',
    expected: 'channel iterator',
    className: 'channel iterator',
  } as Type<ChannelIterator>;
}

export const builtinClasses = [errorClass, payloadClass, channelClass, iteratorClass, selectCaseClass] as const;
