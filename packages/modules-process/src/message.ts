import {
  PayloadObject,
  defineClass,
  fn,
  instance,
  list,
  integer,
  oneOf,
  optional,
  payload,
  payloadClass,
  present,
  result,
  string,
} from '@durable-lua/determinism';
import type { Message, Presented } from '@durable-lua/determinism';

/** The value of a message that has none: nil, as it would have been encoded. */
const nil = (): PayloadObject =>
  new PayloadObject({ metadata: { encoding: Uint8Array.from('binary/null', (letter) => letter.charCodeAt(0)) } });

/** The arguments of a message with several: a list that also answers as its first. */
export class PayloadList {
  constructor(private readonly items: readonly PayloadObject[]) {}

  get length(): number {
    return this.items.length;
  }

  get first(): PayloadObject {
    return this.items[0] ?? nil();
  }

  at(index: number): PayloadObject | undefined {
    return this.items[index - 1];
  }
}

/** The class is not defined yet where its own operator names it. */
const listType = instance<PayloadList>('process.Payloads');

export const payloadListClass = defineClass(
  { type: listType, doc: 'The payloads of a message with several arguments, from 1; data() gives the first.' },
  {
    methods: {
      data: fn({ doc: 'The first value.', returns: result(optional(payload)) }, (_, { self }) => self.first.payload),
      unmarshal: fn(
        { doc: 'The first value.', returns: result(optional(payload)) },
        (_, { self }) => self.first.payload,
      ),
    },
    metamethods: {
      len: fn({ params: { self: listType }, returns: integer() }, (_, { self }) => self.length),
    },
    item: (self, index) => {
      const item = self.at(index);
      return item === undefined ? undefined : present(payloadClass.type, item);
    },
    tostring: (self) => `process.Payloads{n=${self.length}}`,
  },
);

/** A message as Lua sees it: wrapped once, so that its payloads keep their identity. */
export class MessageObject {
  readonly payloads: readonly PayloadObject[];
  readonly payload: PayloadObject | PayloadList;

  constructor(readonly message: Message) {
    this.payloads = message.args.map((arg) => new PayloadObject(arg));
    this.payload = this.payloads.length > 1 ? new PayloadList(this.payloads) : (this.payloads[0] ?? nil());
  }
}

export const messageClass = defineClass(
  { type: instance<MessageObject>('process.Message'), doc: 'A message from the mailbox.' },
  {
    methods: {
      topic: fn({ doc: 'What the message is about.', returns: string }, (_, { self }) => self.message.topic),
      from: fn({ doc: 'PID of the sender, or nil.', returns: optional(string) }, (_, { self }) => self.message.from),
      payload: fn(
        {
          doc: 'The argument as a Payload; of several, a list of Payloads that answers as the first.',
          returns: oneOf(payloadClass.type, payloadListClass.type),
        },
        (_, { self }) => self.payload,
      ),
      payloads: fn(
        { doc: 'All arguments as a list of Payloads.', returns: list(payloadClass.type) },
        (_, { self }) => self.payloads,
      ),
    },
    tostring: (self) => `process.Message{topic=${self.message.topic}}`,
  },
);

/** The whole message. */
export const asMessage = (message: Message): Presented => present(messageClass.type, new MessageObject(message));

/** Only what it says: nothing is nil, one argument its value, several a list of the values. */
export const asValue = ({ args }: Message): Presented => {
  const [first] = args;
  if (args.length > 1) return present(list(payload), args);
  return present(optional(payload), first);
};
