import { describe, expect, it } from 'vitest';
import { boolean, defineModule, fn, integer, invalid, mapOperation, result, string } from '@durable-lua/determinism';
import type { Data } from '@durable-lua/determinism';
import { createLua, decodeData, encodeData } from '@durable-lua/lua-vm';
import { process } from '@durable-lua/modules-process';
import { Simulation, simulatedHost, type SimulatedHost } from './index.js';

/** Registers handlers as a module does. */
const answers = defineModule(
  { name: 'answers', summary: 'For tests.', needs: ['handlers', 'clock'] },
  {
    functions: {
      query: fn({ params: { name: string }, returns: result(boolean) }, ({ handlers }, { name }) => {
        handlers.query(name, ([first]) => encodeData(`you said ${String(first && decodeData(first))}`));
        return true;
      }),
      forget: fn({ params: { name: string } }, ({ handlers }, { name }) => {
        handlers.query(name, undefined);
        handlers.update(name, undefined);
      }),
      update: fn(
        { params: { name: string, wait: integer() }, returns: result(boolean) },
        ({ handlers, clock }, { name, wait }) => {
          handlers.update(name, {
            validate: ([first]) => {
              if (first === undefined) throw invalid('a value expected');
            },
            handle: ([first]) => mapOperation(clock.timer(wait), () => first ?? encodeData(undefined)),
          });
          return true;
        },
      ),
    },
  },
);

function start(source: string) {
  const host = simulatedHost();
  const lua = createLua({ modules: [process, answers], host });
  const end = host.until(lua.run({ source, name: 'test.lua' }).finally(() => lua.close()));
  end.catch(() => undefined);
  return { host, end };
}

const main = (host: SimulatedHost) => host.simulation.known(host.pid);
const encoded = (args: readonly Data[]) => args.map(encodeData);

const query = async (host: SimulatedHost, name: string, ...args: Data[]) =>
  decodeData(await host.simulation.query(main(host), name, encoded(args)));
const update = async (host: SimulatedHost, name: string, ...args: Data[]) =>
  decodeData(await host.simulation.update(main(host), name, encoded(args)));

describe('queries', () => {
  const source = `answers.query("echo") answers.query("gone") answers.forget("gone") process.inbox():receive()`;

  it('are answered by their handler, or by the host', async () => {
    const { host } = start(source);
    expect(await query(host, 'echo', 5)).toBe('you said 5');
    expect(await query(host, '@pid')).toBe(host.pid);
    expect(await query(host, '@coroutines')).toEqual([
      expect.stringMatching(/^main \(.+\)\nstack traceback:\n.*test\.lua:1: in /s),
    ]);
    host.simulation.find(host.pid)?.deliver({ topic: 'x', args: [] });
  });

  it('tell the topics that wait', async () => {
    const { host } = start('process.listen("never"):receive()');
    host.send('b');
    host.send('a');
    host.send('b');
    await new Promise((resolve) => void host.after(1, () => resolve(undefined)));
    expect(await query(host, '@topics')).toEqual({ b: 2, a: 1 });
  });

  it('that nobody answers name those that somebody does', async () => {
    const { host } = start(source);
    await expect(query(host, 'gone')).rejects.toMatchObject({
      kind: 'NOT_FOUND',
      message: "no query 'gone': this workflow answers @pid, @topics, @coroutines, echo",
    });
  });

  it('have no reserved name', async () => {
    const { end } = start(`
      local kinds = {}
      for _, name in ipairs { "", "@pid", "__temporal_x", "__stack_trace" } do
        kinds[#kinds + 1] = select(2, answers.query(name)):kind()
        kinds[#kinds + 1] = select(2, answers.update(name, 1)):kind()
      end
      return table.concat(kinds, " ")`);
    expect(await end).toBe(Array(8).fill('INVALID').join(' '));
  });
});

describe('updates with a handler', () => {
  it('end with its result, or are refused before it begins', async () => {
    const { host } = start('answers.update("set", 60000) process.inbox():receive()');
    await expect(update(host, 'set')).rejects.toMatchObject({ kind: 'INVALID', message: 'a value expected' });
    expect(host.now).toBe(Date.UTC(2024, 0, 1));
    expect(await update(host, 'set', 7)).toBe(7);
    expect(host.now).toBeGreaterThanOrEqual(Date.UTC(2024, 0, 1, 0, 1));
  });
});

describe('updates as messages', () => {
  const SERVER = `
    local inbox, told = process.inbox(), {}
    while true do
      local msg = inbox:receive()
      local topic = msg:topic()
      if topic == "stop" then return table.concat(told, ", ") end
      for _, answer in ipairs(msg:payload():data()) do
        local ok, err = process.send(msg:from(), table.unpack(answer))
        told[#told + 1] = err and err:kind() or tostring(ok)
      end
    end`;

  it.each<[string, Data, Data]>([
    ['ok with a value', [['ack'], ['ok', { n: 1 }]], { n: 1 }],
    ['ok without', [['ok']], undefined],
  ])('are answered by %s', async (_, answer, expected) => {
    const { host } = start(SERVER);
    expect(await update(host, 'do', answer)).toEqual(expected);
  });

  it.each<[string, Data, object]>([
    ['error with a text', [['error', 'no stock']], { kind: 'INTERNAL', message: 'no stock' }],
    ['error without', [['error']], { kind: 'INTERNAL', message: 'no reason given' }],
    ['nak', [['nak', 'not a number']], { kind: 'INVALID', message: 'not a number', details: { rejected: true } }],
  ])('fail by %s', async (_, answer, expected) => {
    const { host } = start(SERVER);
    await expect(update(host, 'do', answer)).rejects.toMatchObject(expected);
  });

  it('take one final answer, of a known topic, and only those of this run', async () => {
    const { host, end } = start(`
      assert(select(2, process.send("{update|unknown}", "ok")):kind() == "NOT_FOUND")
      ${SERVER}`);
    await update(host, 'do', [['ack'], ['maybe'], ['ok'], ['ack'], ['error', 'late']]);
    host.send('stop');
    expect(await end).toBe('true, INVALID, true, CONFLICT, CONFLICT');
  });

  it('that nobody has answered fail when the run ends, and the log says so', async () => {
    const lua = 'return function() process.listen("do"):receive() end';
    const simulation = new Simulation({ modules: [process], workflows: { 'app:silent': { lua } } });
    const request = { id: 'app:silent', host: 'test:w', args: [], options: {}, messages: [] };
    const { execution } = simulation.start(request);
    execution.current.deliver({ topic: 'unread', args: [] });
    await expect(simulation.update(execution, 'do', [])).rejects.toMatchObject({
      message:
        'the workflow has ended without an answer to the update: let its handler end, or answer the message, before',
    });
    await execution.end.promise;
    expect(simulation.log).toMatchObject([
      { level: 'warn', message: "the workflow ends with 1 unread message(s) of topic 'unread'", fields: { count: 1 } },
      { level: 'warn', message: 'the workflow ends with 1 unanswered update(s)' },
    ]);
    await expect(simulation.update(execution, 'do', [])).rejects.toMatchObject({ kind: 'NOT_FOUND' });
    await expect(simulation.query(execution, '@pid', [])).rejects.toMatchObject({ kind: 'INVALID' });
  });
});
