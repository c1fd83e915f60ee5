import {
  data,
  defineClass,
  defineModule,
  duration,
  fn,
  func,
  instance,
  integer,
  list,
  LuaError,
  moment,
  nothing,
  oneOf,
  optional,
  record,
  rest,
  result,
  returns,
  string,
  table,
  type Data,
  type ModuleDefinition,
} from '@durable-lua/determinism';
import type { TestRun } from '../runtime/test-run.js';
import type { FakeInLua, World } from './world.js';

const runType = instance<TestRun>('test.Run');
const fakeType = instance<FakeInLua>('test.Fake');

/** What a test waits for: an end that cannot come is its failure. */
async function awaited<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (LuaError.is(error)) throw error;
    throw new LuaError({ kind: 'INTERNAL', message: (error as Error).message, cause: error });
  }
}

const runClass = defineClass(
  { type: runType, doc: 'A workflow that a test has started.' },
  {
    methods: {
      id: fn({ doc: 'The workflow ID.', returns: string }, (_, { self }) => self.workflowId),
      pid: fn({ doc: 'The PID.', returns: string }, (_, { self }) => self.pid),
      result: fn(
        { doc: 'Lets time pass until it has ended: its result, or nil and why it failed.', returns: result(data) },
        (_, { self }) => awaited(self.result<Data>()),
      ),
      send: fn(
        { doc: 'Sends a message, now.', params: { topic: string, args: rest(data) }, returns: nothing },
        (_, { self, topic, args }) => self.send(topic, ...args),
      ),
      send_after: fn(
        {
          doc: 'Sends a message once that much time has passed; a plain number is milliseconds.',
          params: { after: duration({ unit: 'ms' }), topic: string, args: rest(data) },
          returns: nothing,
        },
        (_, { self, after, topic, args }) => self.sendAfter(after.millisCeil, topic, ...args),
      ),
      update: fn(
        {
          doc: 'Asks for an update and lets time pass until it is answered.',
          params: { name: string, args: rest(data) },
          returns: result(data),
        },
        (_, { self, name, args }) => awaited(self.update<Data>(name, ...args)),
      ),
      query: fn(
        { doc: 'Asks a query.', params: { name: string, args: rest(data) }, returns: result(data) },
        (_, { self, name, args }) => awaited(self.query<Data>(name, ...args)),
      ),
      cancel: fn(
        {
          doc: 'Asks for its end, as a client does: at the deadline it is ended whatever it does.',
          params: {
            request: optional(table({ reason: optional(string), deadline: optional(duration({ unit: 'ms' })) })),
          },
          returns: nothing,
        },
        (_, { self, request: { reason, deadline } = {} }) =>
          self.cancel({
            ...(reason !== undefined && { reason }),
            ...(deadline !== undefined && { deadline: deadline.millisCeil }),
          }),
      ),
      terminate: fn({ doc: 'Ends it without asking.', returns: nothing }, (_, { self }) => self.terminate()),
    },
    tostring: (self) => `test run ${self.workflowId}`,
  },
);

const fakeClass = defineClass(
  { type: fakeType, doc: 'What stands for a function, workflow or process.' },
  {
    methods: {
      calls: fn(
        {
          doc: 'Every attempt so far, in order: its args, the number of the attempt, the context and options of the call.',
          returns: list(record),
        },
        (_, { self }) => self.calls,
      ),
      count: fn({ doc: 'How many attempts there have been.', returns: integer() }, (_, { self }) => self.calls.length),
      fail: fn(
        {
          doc: 'The next attempts, one by default, end with this error instead.',
          params: { err: oneOf(instance<LuaError>('error'), string), times: optional(integer({ min: 1 }), 1) },
          returns: returns(fakeType),
        },
        (_, { self, err, times }) => self.fail(typeof err === 'string' ? new LuaError({ message: err }) : err, times),
      ),
    },
  },
);

/** The Lua module `test` of one file: it starts workflows in virtual time. */
export function testModule(world: World): ModuleDefinition {
  return defineModule(
    { name: 'test', summary: 'Workflows in virtual time, for test files.' },
    {
      functions: {
        start: fn(
          { doc: 'Starts a workflow.', params: { id: string, args: rest(data) }, returns: result(runType) },
          (_, { id, args }) => world.start(id, args),
        ),
        run: fn(
          {
            doc: 'Starts a workflow and lets time pass until it has ended: its result, or nil and why it failed.',
            params: { id: string, args: rest(data) },
            returns: result(data),
          },
          (_, { id, args }) => awaited(world.start(id, args).result<Data>()),
        ),
        call: fn(
          {
            doc: 'Calls a function, as a workflow would: its result, or nil and why it failed.',
            params: { id: string, args: rest(data) },
            returns: result(data),
          },
          (_, { id, args }) => awaited(world.call(id, args)),
        ),
        fake: fn(
          {
            doc: 'Puts a Lua function in the place of a function, workflow or process, before the first start. It gives a result, or nil and an error, or raises one; without it there is no result.',
            params: { id: string, body: optional(func) },
            returns: returns(fakeType),
          },
          ({ lua }, { id, body }) => world.fake(lua, id, body),
        ),
        never: fn(
          {
            doc: 'As fake, but calls of it never end by themselves.',
            params: { id: string },
            returns: nothing,
          },
          (_, { id }) => world.never(id),
        ),
        setup: fn(
          {
            doc: 'How the world of this test is, before the first start: the moment at which it begins, the versions of changes by which runs go, as if they had begun with older code, the seed of randomness.',
            params: {
              options: table({ now: optional(string), seed: optional(string), versions: optional(record) }),
            },
            returns: nothing,
          },
          (_, { options }) => world.setup(options),
        ),
        advance: fn(
          {
            doc: 'Lets so much time pass; a plain number is milliseconds.',
            params: { time: duration({ unit: 'ms' }) },
            returns: nothing,
          },
          (_, { time }) => awaited(world.runtime().advance(time.millisCeil)),
        ),
        settle: fn({ doc: 'Lets time pass until nothing happens any more by itself.', returns: nothing }, () =>
          awaited(world.runtime().settle()),
        ),
        now: fn({ doc: 'The time in the world of this test.', returns: result(moment) }, () =>
          world.runtime().now.getTime(),
        ),
        log: fn({ doc: 'What was logged and printed: level, message, fields.', returns: result(list(record)) }, () =>
          world.runtime().log.map(({ level, message, fields }) => ({
            ...{ level, message },
            ...(fields !== undefined && { fields: fields }),
          })),
        ),
        trace: fn(
          {
            doc: 'What all runs have asked of their host, in order: functions.start({id: "app:charge", …}).',
            returns: result(list(string)),
          },
          () => world.runtime().trace.map(({ text }) => text),
        ),
      },
      classes: [runClass, fakeClass],
    },
  );
}
