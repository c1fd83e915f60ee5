import { defineClass, method } from './define.js';
import { type LuaError } from './errors.js';
import { present, type Blocking, type Channel, type LuaValue } from './lua.js';
import { type PayloadObject } from './payload.js';
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
    data: method({ doc: 'The Lua value.', returns: result(payload) }, (self: PayloadObject) => self.payload),
    unmarshal: method({ doc: 'The Lua value.', returns: result(payload) }, (self: PayloadObject) => self.payload),
    get_format: method({ doc: 'The format of the encoded value.', returns: string }, (self: PayloadObject) =>
      formatOf(self),
    ),
  },
  tostring: (self) => `payload{format=${formatOf(self)}}`,
  toPayload: (self) => present(payload, self.payload),
});

const FORMATS: Readonly<Record<string, string>> = {
  'binary/plain': 'application/octet-stream',
  'binary/null': 'json/plain',
};

function formatOf({ payload: { metadata } }: PayloadObject): string {
  const encoding = String.fromCharCode(...(metadata['encoding'] ?? []));
  return FORMATS[encoding] ?? encoding;
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

export const builtinClasses = [errorClass, payloadClass, channelClass, selectCaseClass] as const;
