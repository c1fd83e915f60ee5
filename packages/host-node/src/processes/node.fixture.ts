import {
  boolean,
  channel,
  data,
  defineModule,
  fn,
  integer,
  LuaError,
  mapOperation,
  nothing,
  optional,
  payload,
  present,
  rest,
  result,
  string,
  type Data,
  type ModuleDefinition,
  type Payload,
  type ProcessEvent,
  type SpawnRequest,
} from '@durable-lua/determinism';
import { parsePid } from '@durable-lua/determinism';
import { HOST_FUNCTIONS } from '@durable-lua/determinism/host';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import type { LuaCode } from './lua-code.js';
import type { Outside } from './outside.js';
import { ProcessNode } from './process-node.js';

const told = (event: ProcessEvent): Data => {
  const { kind, from } = event;
  if (kind === 'pid.cancel') return { kind, from, reason: event.reason, timeout: event.timeout };
  if (kind === 'pid.outdated') return { kind };
  const how = event.result;
  if ('error' in how)
    return { kind, from, error: how.error.kind, message: how.error.message, details: how.error.details };
  return { kind, from, value: how.value && decodeData(how.value) };
};

/** The capabilities of a process, each as it is. */
const run: ModuleDefinition = defineModule(
  {
    name: 'run',
    summary: 'For tests: what a process can do to others.',
    needs: ['clock', 'processes', 'supervision', 'names', 'continuation', 'mailbox', 'context'],
  },
  {
    functions: {
      pid: fn({ returns: string }, ({ processes }) => processes.pid),
      sleep: fn({ params: { ms: integer() }, returns: nothing }, ({ clock }, { ms }) => clock.timer(ms)),
      send: fn(
        { params: { to: string, topic: string, args: rest(payload) }, returns: result(boolean) },
        ({ processes }, { to, topic, args }) => mapOperation(processes.send(to, { topic, args }), () => true),
      ),
      spawn: fn(
        {
          params: { id: string, how: optional(string), name: optional(string), arg: optional(payload) },
          returns: result(string),
        },
        ({ processes }, { id, how = '', name, arg }) =>
          processes.spawn({
            ...request(id, arg === undefined ? [] : [arg], name),
            monitor: how.includes('monitor'),
            link: how.includes('link'),
          }),
      ),
      exec: fn({ params: { id: string }, returns: result(payload) }, ({ processes }, { id }) =>
        processes.exec(request(id)),
      ),
      monitor: fn({ params: { to: string }, returns: result(boolean) }, ({ supervision }, { to }) =>
        mapOperation(supervision.monitor(to), () => true),
      ),
      unmonitor: fn({ params: { to: string }, returns: result(boolean) }, ({ supervision }, { to }) =>
        mapOperation(supervision.unmonitor(to), () => true),
      ),
      link: fn({ params: { to: string }, returns: result(boolean) }, ({ supervision }, { to }) =>
        mapOperation(supervision.link(to), () => true),
      ),
      unlink: fn({ params: { to: string }, returns: result(boolean) }, ({ supervision }, { to }) =>
        mapOperation(supervision.unlink(to), () => true),
      ),
      trap: fn({ returns: nothing }, ({ supervision }) => supervision.setOptions({ trapLinks: true })),
      cancel: fn(
        { params: { to: string, deadline: optional(integer()), reason: optional(string) }, returns: result(boolean) },
        ({ supervision }, { to, deadline, reason }) =>
          mapOperation(
            supervision.cancel(to, {
              ...(deadline === undefined ? {} : { deadline }),
              ...(reason === undefined ? {} : { reason }),
            }),
            () => true,
          ),
      ),
      terminate: fn({ params: { to: string }, returns: result(boolean) }, ({ supervision }, { to }) =>
        mapOperation(supervision.terminate(to), () => true),
      ),
      register: fn({ params: { name: string, pid: optional(string) }, returns: result(boolean) }, ({ names }, a) => {
        names.register(a.name, a.pid);
        return true;
      }),
      unregister: fn({ params: { name: string }, returns: result(boolean) }, ({ names }, { name }) =>
        names.unregister(name),
      ),
      lookup: fn({ params: { name: string }, returns: result(string) }, ({ names }, { name }) => names.lookup(name)),
      become: fn(
        { params: { id: optional(string), arg: optional(payload) }, returns: result(nothing) },
        ({ continuation }, { id, arg }) => continuation.continueAs(id, arg === undefined ? [] : [arg], {}),
      ),
      context: fn({ returns: data }, ({ context }) => context.values()),
      events: fn({ returns: channel }, ({ lua, mailbox }) =>
        lua.channelOf(mailbox.events(), (event) => present(data, told(event))),
      ),
      inbox: fn({ returns: channel }, ({ lua, mailbox }) =>
        lua.channelOf(mailbox.inbox(), ({ topic, from, args }) =>
          present(data, { topic, from, args: args.map(decodeData) }),
        ),
      ),
      listen: fn({ params: { topic: string }, returns: channel }, ({ lua, mailbox }, { topic }) =>
        lua.channelOf(mailbox.listen(topic), ({ args }) => present(data, args.map(decodeData)[0])),
      ),
    },
  },
);

export const HOST = 'app:procs';

export const request = (id: string, args: readonly Payload[] = [], name?: string): SpawnRequest => ({
  id,
  host: HOST,
  args,
  options: {},
  messages: [],
  ...(name === undefined ? {} : { name }),
});

/** A node whose processes are these chunks of Lua, which see the module `run`, each the body of `main`. */
export class TestNode extends ProcessNode {
  readonly lines: string[] = [];

  constructor(sources: Readonly<Record<string, string>>, outside?: Outside) {
    super({
      node: 'n1',
      modules: [run],
      code: (id) => codeOf(sources, id),
      target: ({ id, host }) => (host === HOST ? { entry: id, host } : undefined),
      address: (text) => {
        const pid = parsePid(text);
        return pid?.host === HOST || pid?.host === HOST_FUNCTIONS ? pid : undefined;
      },
      stopTimeout: (host) => (host === HOST ? 1000 : undefined),
      log: () => ({ write: (level, message) => void this.lines.push(`${level} ${message}`) }),
      ...(outside === undefined ? {} : { outside }),
    });
  }

  /** Runs a process to its end. */
  async run(id: string, ...args: readonly Data[]): Promise<Data> {
    return decodeData(await this.spawn(request(id, args.map(encodeData))).result);
  }
}

function codeOf(sources: Readonly<Record<string, string>>, id: string): LuaCode {
  const body = sources[id];
  if (body === undefined) throw new LuaError({ kind: 'NOT_FOUND', message: `no process '${id}'`, retryable: false });
  const source = `local run = require("run") return { main = function(...) ${body} end }`;
  return { id, point: { source, name: `${id}.lua`, method: 'main' }, modules: ['run'], libraries: {} };
}
