import {
  invalid,
  operation,
  type ByteStream,
  type Form,
  type HttpExchange,
  type HttpResponse,
} from '@durable-lua/determinism';
import type { Interceptor } from '@durable-lua/determinism/host';

const text = new TextEncoder();
const ended = <T>(value: T) => operation(Promise.resolve(value), () => undefined);
const tooLate = () => invalid('the response has begun', { type: 'INVALID_STATE' });

const BODY = text.encode('{"n":1,"list":[],"gone":null}');
const FORM: Form = {
  values: [
    ['name', 'Ada'],
    ['tag', 'a'],
    ['tag', 'b'],
  ],
  files: [
    {
      field: 'photo',
      name: 'ada.png',
      headers: new Map([['content-type', 'image/png']]),
      data: text.encode('0123456789'),
    },
  ],
};

function streamOf(data: Uint8Array): ByteStream {
  let left = data;
  return {
    read: (most) => {
      const part = left.subarray(0, most);
      left = left.subarray(most);
      return ended(part.length === 0 ? undefined : part);
    },
    close: () => {
      left = new Uint8Array(0);
    },
  };
}

/** What was sent, for tests. */
export interface Sent {
  status: number;
  readonly headers: Map<string, string>;
  body: string;
  started: boolean;
  ended: boolean;
}

/** A request in memory, and a response that keeps what is sent. */
export function fakeExchange(): HttpExchange & { readonly sent: Sent } {
  const sent: Sent = { status: 200, headers: new Map(), body: '', started: false, ended: false };
  const before = (isLate: boolean): void => {
    if (isLate) throw tooLate();
  };
  const write = (data: Uint8Array): void => {
    before(sent.ended);
    sent.started = true;
    sent.body += new TextDecoder().decode(data);
  };
  const response: HttpResponse = {
    get started() {
      return sent.started;
    },
    setStatus: (status) => {
      before(sent.started);
      sent.status = status;
    },
    setHeader: (name, value) => {
      before(sent.started);
      sent.headers.set(name.toLowerCase(), value);
    },
    hasHeader: (name) => sent.headers.has(name.toLowerCase()),
    write: (data) => ended(write(data)),
    flush: () => write(new Uint8Array(0)),
    end: (data = new Uint8Array(0)) => {
      write(data);
      sent.ended = true;
    },
  };
  return {
    sent,
    response,
    request: {
      method: 'POST',
      path: '/orders/7',
      host: 'shop.example',
      remoteAddress: '127.0.0.1:5000',
      query: [
        ['a', '1'],
        ['b', 'x y'],
        ['a', '2'],
      ],
      headers: new Map([
        ['content-type', 'multipart/form-data; boundary=x'],
        ['accept', 'text/*, application/json;q=0.5, image/png;q=0'],
        ['x-request-id', 'r1'],
      ]),
      params: new Map([
        ['id', '7'],
        ['rest', 'a/b'],
      ]),
      hasBody: true,
      body: () => ended(BODY),
      stream: () => streamOf(BODY),
      form: () => ended(FORM),
    },
  };
}

/** Gives each Lua state a request to answer. */
export const answersRequest: Interceptor = {
  http: () => {
    const exchange = fakeExchange();
    return { exchange: () => exchange };
  },
};
