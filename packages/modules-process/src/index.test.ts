import { describe, expect, it } from 'vitest';
import {
  LuaError,
  defineClass,
  defineModule,
  fn,
  instance,
  operation,
  present,
  string,
} from '@durable-lua/determinism';
import { Mailbox } from '@durable-lua/determinism/host';
import type { Data, Operation, OutgoingMessage, Payload, Processes, SpawnRequest } from '@durable-lua/determinism';
import type { Host } from '@durable-lua/determinism/host';
import { createLua, decodeData, encodeData } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { process } from './index.js';

testModule(
  process,
  {
    files: new URL('..', import.meta.url),
    instances: {
      'process.Spawner': 'm.with_options({})',
      'process.Message':
        '(function() m.send(m.pid(), "t", 1, 2) return m.listen("t", { message = true }):receive() end)()',
      'process.Payloads':
        '(function() m.send(m.pid(), "u", 1, 2) return m.listen("u", { message = true }):receive():payload() end)()',
    },
    readme: { workflows: { 'shop:ship': () => 'shipped' }, messages: [['approve', { by: 'ann' }]] },
    samples: {
      send: ['process.pid()', '"topic"', '1'],
      spawn: ['"test:echo"', '"test:w"', '1'],
      exec: ['"test:echo"', '"test:w"', '1'],
      'process.Spawner:spawn': ['"test:echo"', '"test:w"', '1'],
      'process.Spawner:exec': ['"test:echo"', '"test:w"', '1'],
      'process.Spawner:with_context': ['{ tenant = "acme" }'],
      'process.Spawner:with_message': ['"topic"', '1'],
      'process.Spawner:with_options': ['{}'],
      with_context: ['{ tenant = "acme" }'],
      with_options: ['{}'],
    },
  },
  { describe, it },
);

const PID = '{test:tc@test:w|run-1}';

const later = <T>(make: () => T): Operation<T> =>
  operation(
    new Promise((resolve, reject) => {
      setTimeout(() => {
        try {
          resolve(make());
        } catch (error) {
          reject(error);
        }
      }, 1);
    }),
    () => undefined,
  );

/** One run with a mailbox, in memory. What it sends to itself arrives; what it starts is only noted. */
class MemoryHost implements Host, Processes {
  readonly name = 'a test';
  readonly id = 'test:code';
  readonly pid = PID;
  readonly mailbox = new Mailbox();
  readonly capabilities = { processes: this as Processes, mailbox: this.mailbox };
  readonly requests: SpawnRequest[] = [];
  readonly sent: OutgoingMessage[] = [];
  private post: (event: () => void) => void = (event) => event();

  attach(vm: { post(event: () => void): void }): void {
    this.post = (event) => vm.post(event);
  }

  deliver(topic: string, ...args: Data[]): void {
    this.deliverEncoded(topic, ...args.map(encodeData));
  }

  deliverEncoded(topic: string, ...args: Payload[]): void {
    this.post(() => this.mailbox.deliver({ topic, args }));
  }

  send(to: string, message: OutgoingMessage): Operation<void> {
    this.sent.push(message);
    return later(() => {
      if (to !== this.pid) throw new LuaError({ kind: 'NOT_FOUND', message: `no process ${to}`, retryable: false });
      this.post(() => this.mailbox.deliver({ ...message, from: this.pid }));
    });
  }

  spawn(request: SpawnRequest): Operation<string> {
    this.requests.push(request);
    return later(() => `{test:tc@${request.host}|${request.options.id ?? request.name ?? 'generated'}}`);
  }

  exec(request: SpawnRequest): Operation<Payload> {
    this.requests.push(request);
    return later(() => {
      if (request.id === 'test:decline') throw new LuaError({ kind: 'PAYMENT_DECLINED', message: 'card expired' });
      return request.args[0] ?? encodeData(undefined);
    });
  }
}

function start(source: string): { readonly host: MemoryHost; readonly end: Promise<Data> } {
  const host = new MemoryHost();
  return { host, end: createLua({ modules: [process, clock], host }).run({ source, name: 'test.lua' }) };
}

/** A class of the name that the module `time` gives its times. */
const timeClass = defineClass(
  { type: instance<{ readonly text: string }>('time.Time') },
  {
    methods: {},
    toPayload: (self) => present(string, self.text),
  },
);
const clock = defineModule(
  {
    name: 'clock',
    summary: 'For these tests.',
  },
  {
    functions: { noon: fn({ returns: timeClass.type }, () => ({ text: '2024-05-01T12:00:00Z' })) },
    classes: [timeClass],
  },
);

describe('process in Lua', () => {
  it('hands a start to the host checked and complete', async () => {
    const { host, end } = start(`
      local base = process.with_context({ tenant = "t1" })
      local spawner = base
        :with_options({ ["workflow.run_timeout"] = "2h" })
        :with_name("tab-9")
        :with_message("add", { n = 1 })
        :with_message("close")
      assert(spawner:spawn("shop:tab", "shop:w", 1, nil) == "{test:tc@shop:w|tab-9}")
      base:exec("shop:tab", "shop:w")`);
    await end;
    const [tab, plain] = host.requests;
    expect(tab).toMatchObject({ id: 'shop:tab', host: 'shop:w', name: 'tab-9', options: { runTimeout: 7_200_000 } });
    expect(tab?.args.map(decodeData)).toEqual([1, undefined]);
    expect(tab?.context?.['tenant']).toBe('t1');
    expect(tab?.messages).toEqual([
      { topic: 'add', args: [encodeData({ n: 1 })] },
      { topic: 'close', args: [] },
    ]);
    expect(plain).toEqual({
      id: 'shop:tab',
      host: 'shop:w',
      args: [],
      options: {},
      messages: [],
      context: plain?.context,
    });
  });

  it('leaves it to the host to say who sends a message', async () => {
    const { host, end } = start(`
      assert(process.send(process.pid(), "note", "x"))
      return process.inbox():receive():from()`);
    expect(await end).toBe(PID);
    expect(host.sent).toEqual([{ topic: 'note', args: [encodeData('x')] }]);
  });

  it('starts and sends nothing when an argument is wrong', async () => {
    const { host, end } = start(`
      local kinds = {}
      local function note(_, err) kinds[#kinds + 1] = err:kind() end
      note(process.spawn("shop:tab"))
      note(process.spawn("shop:tab", "shop:w", print))
      note(process.with_options({ ["temporal.workflow.id"] = "" }):spawn("shop:tab", "shop:w"))
      note(process.exec("tab", "shop:w"))
      note(process.send(process.pid(), "@internal"))
      note(process.send(process.pid(), "x", 0/0))
      note(process.send(nil, "ack"))
      return kinds`);
    expect(await end).toEqual(Array(7).fill('INVALID'));
    expect([host.requests, host.sent]).toEqual([[], []]);
  });

  it('tells a Time among search attributes from a text', async () => {
    const { host, end } = start(`
      process.with_options({ ["workflow.search_attributes"] = { due = clock.noon(), text = "2024-05-01T12:00:00Z" } })
        :spawn("shop:tab", "shop:w")`);
    await end;
    expect(host.requests[0]?.options.searchAttributes).toEqual({
      due: { type: 'datetime', value: Date.UTC(2024, 4, 1, 12) },
      text: { type: 'keyword', value: '2024-05-01T12:00:00Z' },
    });
  });

  it('keeps ten thousand messages that arrive before anyone reads, in order', async () => {
    const { host, end } = start(`
      process.send(process.pid(), "start")
      local inbox, n = process.inbox(), 0
      assert(inbox:receive():topic() == "start")
      for i = 1, 10000 do
        assert(inbox:receive():payload():data() == i)
      end
      return process.listen("odd"):receive()`);
    host.deliver('start');
    for (let i = 1; i <= 10_000; i++) host.deliver('n', i);
    host.deliver('odd', 'last');
    expect(await end).toBe('last');
  });

  it('says so when a message cannot be decoded, and goes on with the next', async () => {
    const { host, end } = start(`
      local seen = {}
      local ch = process.listen("order")
      for i = 1, 3 do
        local ok, value = pcall(ch.receive, ch)
        seen[i] = ok and value or value:kind() .. ": " .. tostring(value)
      end
      local msg = process.inbox():receive()
      local value, err = msg:payload():data()
      return { seen, value == nil, err:kind() }`);
    const sealed: Payload = {
      metadata: { encoding: new TextEncoder().encode('binary/sealed') },
      data: new Uint8Array(2),
    };
    host.deliver('order', 1);
    host.deliverEncoded('order', sealed);
    host.deliver('order', 3);
    host.deliverEncoded('other', sealed);
    expect(await end).toEqual([[1, expect.stringMatching(/^INVALID: .*binary\/sealed/), 3], true, 'INTERNAL']);
  });
});
