import { describe, expect, it } from 'vitest';
import { LuaError, operation } from '@durable-lua/determinism';
import type {
  CancelRequest,
  Capabilities,
  Data,
  Names,
  Operation,
  ProcessEvent,
  Processes,
  SpawnRequest,
  Supervision,
} from '@durable-lua/determinism';
import { Mailbox, type Host, type HostedVm } from '@durable-lua/determinism/host';
import { createLua, encodeData } from '@durable-lua/lua-vm';
import { process } from './index.js';

const done = <T>(value: T): Operation<T> => operation(Promise.resolve(value), () => undefined);
const NONE = new LuaError({ kind: 'NOT_FOUND', message: 'nobody is there', retryable: false });

/** Notes what it is asked for. */
class NotingHost implements Host {
  readonly name = 'a test';
  readonly mailbox = new Mailbox();
  readonly asked: unknown[][] = [];
  readonly requests: SpawnRequest[] = [];
  readonly capabilities: Partial<Capabilities>;
  private vm: HostedVm | undefined;

  constructor(without: readonly (keyof Capabilities)[] = []) {
    const note =
      (name: string) =>
      (...args: unknown[]): Operation<void> => {
        this.asked.push([name, ...args]);
        return args[0] === '{nobody@x|1}' ? operation(Promise.reject(NONE), () => undefined) : done(undefined);
      };
    const supervision: Supervision = {
      monitor: note('monitor'),
      unmonitor: note('unmonitor'),
      link: note('link'),
      unlink: note('unlink'),
      terminate: note('terminate'),
      cancel: (target: string, request: CancelRequest) => note('cancel')(target, request),
      options: { trapLinks: false, upgradable: false },
      setOptions(changes) {
        Object.assign(this, { options: { ...this.options, ...changes } });
      },
    };
    const names: Names = {
      register: (...args) => void this.asked.push(['register', ...args]),
      unregister: (name) => name === 'known',
      lookup: (name) => (name === 'known' ? done('{n@h|1}') : operation(Promise.reject(NONE), () => undefined)),
    };
    const processes = {
      id: 'test:code',
      pid: '{n@h|me}',
      spawn: (request: SpawnRequest) => (this.requests.push(request), done(`{n@${request.host}|new}`)),
    } as unknown as Processes;
    const continuation: Capabilities['continuation'] = {
      continueAs: (...args) => {
        this.asked.push(['continueAs', ...args]);
        return operation<never>(Promise.reject(NONE), () => undefined);
      },
    };
    const all = { processes, mailbox: this.mailbox, supervision, names, continuation };
    this.capabilities = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name as never)));
  }

  attach(vm: HostedVm): void {
    this.vm = vm;
  }

  deliver(event: ProcessEvent): void {
    this.vm?.post(() => this.mailbox.deliverEvent(event));
  }
}

const run = (host: Host, source: string): Promise<Data> =>
  createLua({ modules: [process], host }).run({ source, name: 'test.lua' });

/** The error that a call gives: its kind and its text. */
const refusal = (call: string, host = new NotingHost()): Promise<Data> =>
  run(host, `local value, err = ${call} return { value == nil or value == false, err and err:kind(), tostring(err) }`);

describe('spawning with bonds', () => {
  it.each([
    ['spawn', {}],
    ['spawn_monitored', { monitor: true }],
    ['spawn_linked', { link: true }],
    ['spawn_linked_monitored', { monitor: true, link: true }],
  ])('%s asks the host for them, of the module and of a spawner', async (name, bonds) => {
    const host = new NotingHost();
    const source = `
      assert(process.${name}("a:b", "a:h", 1) == "{n@a:h|new}")
      assert(process.with_options({}):with_name("x"):${name}("a:b", "a:h"))`;
    await run(host, source);
    const plain = { id: 'a:b', host: 'a:h', options: {}, messages: [], ...bonds };
    expect(host.requests).toEqual([
      { ...plain, args: [encodeData(1)] },
      { ...plain, args: [], name: 'x' },
    ]);
  });

  it.each(['spawn_monitored', 'spawn_linked', 'spawn_linked_monitored'])(
    '%s starts nothing where nobody could tell of the end',
    async (name) => {
      const host = new NotingHost(['supervision']);
      expect(await refusal(`process.${name}("a:b", "a:h")`, host)).toEqual([
        true,
        'INVALID',
        "this part of 'process' is not available in a test: it needs 'supervision'",
      ]);
      expect(host.requests).toEqual([]);
    },
  );

  it.each(['spawn', 'spawn_monitored', 'spawn_linked', 'spawn_linked_monitored', 'exec'])(
    '%s names itself in its errors',
    async (name) => {
      const host = new NotingHost();
      const message = async (args: string) => ((await refusal(`process.${name}(${args})`, host)) as Data[])[2];
      expect(await message('"a:b"')).toBe(
        `${name}: requires at least id and host arguments, each namespace:name of an entry`,
      );
      expect(await message('"b", "a:h"')).toBe(`${name}: id: namespace:name required, got 'b', which has no namespace`);
      expect(await message('"a:b", "a:"')).toBe(`${name}: host: namespace:name required, got 'a:', which has no name`);
      expect(host.requests).toEqual([]);
    },
  );
});

describe('acting on others', () => {
  it.each(['monitor', 'unmonitor', 'link', 'unlink', 'terminate', 'cancel'])(
    '%s gives true, the error of the host, or INVALID without a destination',
    async (name) => {
      const host = new NotingHost();
      const more = name === 'cancel' ? [{}] : [];
      expect(await run(host, `return process.${name}("order-7")`)).toBe(true);
      expect(await refusal(`process.${name}("{nobody@x|1}")`, host)).toEqual([true, 'NOT_FOUND', 'nobody is there']);
      expect(host.asked).toEqual([
        [name, 'order-7', ...more],
        [name, '{nobody@x|1}', ...more],
      ]);
      const text = `${name}: destination is required: a PID, a name or a workflow ID`;
      expect(await refusal(`process.${name}(nil)`, host)).toEqual([true, 'INVALID', text]);
      expect(await refusal(`process.${name}("")`, host)).toEqual([true, 'INVALID', text]);
      expect(host.asked).toHaveLength(2);
    },
  );

  it.each<[string, CancelRequest]>([
    ['"p"', {}],
    ['"p", nil, "late"', { reason: 'late' }],
    ['"p", 1500', { deadline: 1500 }],
    ['"p", 0', { deadline: 0 }],
    ['"p", 0.2', { deadline: 1 }],
    ['"p", 2.6', { deadline: 3 }],
    ['"p", "1m30s"', { deadline: 90_000 }],
    ['"p", "5s", "shop closed"', { deadline: 5000, reason: 'shop closed' }],
    ['"p", "shop closed"', { reason: 'shop closed' }],
    ['"p", "404 errors"', { reason: '404 errors' }],
  ])('cancel(%s) asks with %j', async (args, request) => {
    const host = new NotingHost();
    await run(host, `assert(process.cancel(${args}))`);
    expect(host.asked).toEqual([['cancel', 'p', request]]);
  });

  it.each([
    ['"p", -1', 'got -1'],
    ['"p", "-5s"', 'got -5000'],
    ['"p", 0/0', 'got nan'],
    ['"p", math.huge', 'got inf'],
    ['"p", "5 s"', 'got "5 s"'],
    ['"p", "1 day"', 'got "1 day"'],
    ['"p", "5"', 'got "5"'],
    ['"p", "1.5 Hours"', 'got "1.5 Hours"'],
    ['"p", 4e12', 'got 4000000000000'],
    ['"p", "2562048h"', 'got 9223372800000'],
    ['"p", "soon", "because"', 'got "soon"'],
  ])('cancel(%s) raises at its line: a deadline that is none must not pass unnoticed', async (args, got) => {
    const host = new NotingHost();
    const text = String(await run(host, `return select(2, pcall(function() process.cancel(${args}) end))`));
    expect(text).toMatch(/:1: cancel: deadline: duration from 0 to 100 years expected \(text such as "30s"/);
    expect(text).toContain(got);
    expect(host.asked).toEqual([]);
  });

  it.each([
    ['"p", {}', 'number, duration or string expected, got table'],
    ['"p", true', 'got boolean'],
    ['"p", 5, {}', 'reason'],
  ])('cancel(%s) is refused', async (args, text) => {
    const host = new NotingHost();
    const [failed, kind, message] = (await refusal(`process.cancel(${args})`, host)) as Data[];
    expect([failed, kind]).toEqual([true, 'INVALID']);
    expect(message).toContain(text);
    expect(host.asked).toEqual([]);
  });
});

describe('options of a run', () => {
  it('are read, and changed one by one', async () => {
    const source = `
      local before = process.get_options()
      assert(process.set_options({ trap_links = true }))
      assert(process.set_options({ upgradable = true }))
      assert(process.set_options({}))
      local after = process.get_options()
      return { before.trap_links, before.upgradable, after.trap_links, after.upgradable }`;
    expect(await run(new NotingHost(), source)).toEqual([false, false, true, true]);
  });

  it.each([
    ['{ trap_link = true }', "'trap_link'"],
    ['{ trap_links = 1 }', 'trap_links: boolean expected, got number'],
    ['"trap_links"', 'table expected, got string'],
    ['', 'table expected, got no value'],
  ])('set_options(%s) gives false and an error that says why', async (args, text) => {
    const source = `local ok, err = process.set_options(${args}) return { ok == false, err:kind(), err:message(), process.get_options().trap_links }`;
    expect(await run(new NotingHost(), source)).toEqual([true, 'INVALID', expect.stringContaining(text), false]);
  });

  it('upgrade hands over the entry and its arguments, and gives the refusal of the host', async () => {
    const host = new NotingHost();
    expect(await refusal('process.upgrade(nil, 1, "x")', host)).toEqual([true, 'NOT_FOUND', 'nobody is there']);
    expect(await refusal('process.upgrade("a:v2")', host)).toMatchObject([true, 'NOT_FOUND', 'nobody is there']);
    expect(await refusal('process.upgrade("v2")', host)).toEqual([
      true,
      'INVALID',
      "upgrade: id: namespace:name required, got 'v2', which has no namespace",
    ]);
    expect(host.asked).toEqual([
      ['continueAs', undefined, [encodeData(1), encodeData('x')], {}],
      ['continueAs', 'a:v2', [], {}],
    ]);
  });
});

describe('names', () => {
  it('are registered for oneself or another, taken back and looked up', async () => {
    const host = new NotingHost();
    const source = `
      local r = process.registry
      assert(r.register("me"))
      assert(r.register("other", "{n@h|2}", r.LOCAL))
      local _, err = r.lookup("unknown")
      return { r.unregister("known"), r.unregister("unknown"), r.lookup("known"), err:kind(),
        { r.LOCAL, r.CONSISTENT, r.EVENTUAL, r.STRONG } }`;
    expect(await run(host, source)).toEqual([true, false, '{n@h|1}', 'NOT_FOUND', [0, 1, 2, 3]]);
    expect(host.asked).toEqual([
      ['register', 'me', undefined],
      ['register', 'other', '{n@h|2}'],
    ]);
  });

  it.each([
    ['register("x", nil, 2)', 'UNAVAILABLE', 'registry.register: names of scope EVENTUAL are not served'],
    ['unregister("x", 3)', 'UNAVAILABLE', 'registry.unregister: names of scope STRONG are not served'],
    ['register("x", nil, 7)', 'INVALID', 'registry.register: scope: '],
    ['register("")', 'INVALID', 'registry.register: name: non-empty string expected'],
    ['register("x", "")', 'INVALID', 'registry.register: pid: '],
    ['unregister("")', 'INVALID', 'registry.unregister: name: non-empty string expected'],
    ['lookup("")', 'INVALID', 'registry.lookup: name: non-empty string expected'],
    ['lookup()', 'INVALID', 'string expected, got no value'],
  ])('%s is refused with %s', async (call, kind, text) => {
    const host = new NotingHost();
    expect(await refusal(`process.registry.${call}`, host)).toEqual([true, kind, expect.stringContaining(text)]);
    expect(host.asked).toEqual([]);
  });
});

describe('events', () => {
  const AT = Date.UTC(2024, 4, 1, 12);
  const failure = new LuaError({ kind: 'LIMIT', message: 'too much', details: { most: 3 } });

  it.each<[string, ProcessEvent, Data]>([
    [
      'a cancel request',
      { kind: 'pid.cancel', from: '{n@h|1}', at: AT, deadline: AT + 5000, timeout: 5000, reason: 'late' },
      {
        kind: 'pid.cancel',
        from: '{n@h|1}',
        at: '2024-05-01T12:00:00.000Z',
        deadline: '2024-05-01T12:00:05.000Z',
        timeout_ms: 5000,
        reason: 'late',
      },
    ],
    ['a bare cancel request', { kind: 'pid.cancel', at: AT }, { kind: 'pid.cancel', at: '2024-05-01T12:00:00.000Z' }],
    [
      'a normal end',
      { kind: 'pid.exit', from: '{n@h|1}', at: AT, result: { value: encodeData({ n: 1 }) } },
      { kind: 'pid.exit', from: '{n@h|1}', at: '2024-05-01T12:00:00.000Z', result: { value: { n: 1 } } },
    ],
    [
      'changed code',
      { kind: 'pid.outdated', from: '{n@h|1}', at: AT, sources: ['a:b', 'a:c'] },
      { kind: 'pid.outdated', from: '{n@h|1}', at: '2024-05-01T12:00:00.000Z', sources: ['a:b', 'a:c'] },
    ],
  ])('%s is a table', async (_, event, shown) => {
    const host = new NotingHost();
    const end = run(host, 'return (process.events():receive())');
    host.deliver(event);
    expect(await end).toEqual(shown);
  });

  it('the end of what failed has an error object, and a result in any case', async () => {
    const host = new NotingHost();
    const end = run(
      host,
      `local down = process.events():receive()
       local exit = process.events():receive()
       local err = down.result.error
       return { down.kind == process.event.LINK_DOWN, down.result.value == nil, err:kind(), err:details().most,
         exit.kind == process.event.EXIT, type(exit.result), exit.result.value == nil, exit.result.error == nil }`,
    );
    host.deliver({ kind: 'pid.link.down', from: '{n@h|1}', at: AT, result: { error: failure } });
    host.deliver({ kind: 'pid.exit', from: '{n@h|1}', at: AT, result: { value: undefined } });
    expect(await end).toEqual([true, true, 'LIMIT', 3, true, 'table', true, true]);
  });

  it('wait until the channel is asked for, which is always the same', async () => {
    const host = new NotingHost();
    const end = run(
      host,
      `process.inbox():receive()
       assert(process.events() == process.events())
       return process.events():receive().reason`,
    );
    host.deliver({ kind: 'pid.cancel', at: AT, reason: 'first' });
    host.deliver({ kind: 'pid.cancel', at: AT, reason: 'second' });
    host.mailbox.deliver({ topic: 'go', args: [] });
    expect(await end).toBe('first');
  });
});
