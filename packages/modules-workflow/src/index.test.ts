import { describe, expect, it } from 'vitest';
import { defineClass, defineModule, instance, LuaError, operation, present, string } from '@durable-lua/determinism';
import type {
  Handlers,
  Payload,
  QueryHandler,
  RunChanges,
  UpdateHandler,
  Workflow,
  WorkflowInfo,
} from '@durable-lua/determinism';
import type { HostedVm } from '@durable-lua/determinism/host';
import { createLua, decodeData, encodeData } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { workflow } from './index.js';

const INFO: WorkflowInfo = {
  workflowId: 'order-7',
  runId: 'r2',
  workflowType: 'shop:order',
  taskQueue: 'shop',
  namespace: 'default',
  attempt: 1,
  historyLength: 12,
  historySize: 3456,
  continueAsNewSuggested: false,
  firstRunId: 'r1',
  continuedFrom: 'r1',
  parent: { workflowId: 'batch-1', runId: 'p1', namespace: 'default' },
  startTime: 1,
  runStartTime: 2,
  memo: { note: encodeData({ by: ['web', 9_007_199_254_740_993n] }), none: encodeData(undefined) },
  searchAttributes: {
    tags: { type: 'keyword_list', value: ['x', 'y'] },
    customer: { type: 'keyword', value: 'c1' },
    count: { type: 'int', value: 3 },
    sum: { type: 'double', value: 2.5 },
    isLate: { type: 'bool', value: true },
    due: { type: 'datetime', value: 1_700_000_000_123 },
  },
};

const INSIDE: Workflow = {
  info: () => INFO,
  replaying: false,
  lastResult: () => undefined,
  version: (_, __, max) => max,
  change: () => undefined,
  exec: () => operation(Promise.resolve(encodeData(undefined)), () => undefined),
};

/** In place of the module `time`, which this package does not know. */
const time = defineModule(
  { name: 'time', summary: 'Times.' },
  {
    functions: {},
    classes: [
      defineClass(
        { type: instance<{ readonly millis: number }>('time.Time') },
        {
          methods: {},
          from: (millis) => ({ millis: millis as number }),
          toPayload: ({ millis }) => present(string, new Date(millis).toISOString()),
        },
      ),
    ],
  },
);

testModule(
  workflow,
  {
    files: new URL('..', import.meta.url),
    modules: [time],
    samples: { exec: ['"test:echo"', '1'], with_options: ['{}'] },
    readme: { workflows: { 'shop:pack': (order: unknown) => order } },
  },
  { describe, it },
);

function run(source: string, capability: Workflow = INSIDE) {
  const host = { name: 'a test', capabilities: { workflow: capability } };
  return createLua({ modules: [workflow, time], host }).run({ source, name: 'test.lua' });
}

describe('workflow in Lua', () => {
  it('gives every field of info, the values of the memo decoded exactly', async () => {
    const info = (await run('return workflow.info()')) as object;
    expect(Object.keys(info)).toHaveLength(Object.keys(INFO).length);
    expect(info).toEqual({
      workflow_id: 'order-7',
      run_id: 'r2',
      workflow_type: 'shop:order',
      task_queue: 'shop',
      namespace: 'default',
      attempt: 1,
      history_length: 12,
      history_size: 3456,
      continue_as_new_suggested: false,
      first_run_id: 'r1',
      continued_from: 'r1',
      parent: { workflow_id: 'batch-1', run_id: 'p1', namespace: 'default' },
      start_time: '1970-01-01T00:00:00.001Z',
      run_start_time: '1970-01-01T00:00:00.002Z',
      memo: { note: { by: ['web', 9_007_199_254_740_993n] } },
      search_attributes: {
        customer: 'c1',
        count: 3,
        due: '2023-11-14T22:13:20.123Z',
        isLate: true,
        sum: 2.5,
        tags: ['x', 'y'],
      },
    });
  });

  it('gives memo and search attributes in the order of their names, whatever that of the host is', async () => {
    const names = (table: string) => `for name in pairs(workflow.info().${table}) do all[#all + 1] = name end`;
    const all = await run(`local all = {} ${names('search_attributes')} ${names('memo')} return all`);
    expect(all).toEqual(['count', 'customer', 'due', 'isLate', 'sum', 'tags', 'note']);
  });

  it('hands changes to the host, each in its own type', async () => {
    const changes: RunChanges[] = [];
    const capability = { ...INSIDE, change: (one: RunChanges) => void changes.push(one) };
    await run(
      `assert(workflow.attrs({
         search = { a = "x", b = true, c = 2, d = 2.5, e = { "p", "q" }, gone = {} },
         memo = { note = { 1, 2 }, empty = {} },
       }))`,
      capability,
    );
    expect(changes).toEqual([
      {
        searchAttributes: {
          a: { type: 'keyword', value: 'x' },
          b: { type: 'bool', value: true },
          c: { type: 'int', value: 2 },
          d: { type: 'double', value: 2.5 },
          e: { type: 'keyword_list', value: ['p', 'q'] },
          gone: undefined,
        },
        memo: { note: encodeData([1, 2]), empty: encodeData({}) },
      },
    ]);
  });

  it.each([
    ['{}', 'at least one of search or memo required'],
    ['', 'attrs: its argument must be a table, got nil'],
    ['{ serach = {} }', "unknown key 'serach'; did you mean 'search'?"],
    ['{ search = "x" }', 'search must be a table, got string'],
    ['{ memo = { 1 } }', 'memo must be a table with names as keys'],
    ['{ search = { due = print } }', "'search.due': string, number within"],
    ['{ search = { n = 0/0 } }', "'search.n'"],
    ['{ search = { list = { 1 } } }', "'search.list': list of strings expected"],
    ['{ memo = { f = print } }', 'memo.f: '],
  ])('refuses the changes %s', async (changes, text) => {
    const refused = `local ok, err = workflow.attrs(${changes}) return { ok == nil, err:kind(), err:message() }`;
    const capability: Workflow = {
      ...INSIDE,
      change: () => {
        throw new Error('nothing may be changed');
      },
    };
    expect(await run(refused, capability)).toEqual([true, 'INVALID', expect.stringContaining(text)]);
  });

  it.each([
    ['', 'change_id'],
    ['""', 'change_id'],
    ['"fees"', 'min and max'],
    ['"fees", 1.5, 2', 'integer'],
    ['"fees", 3, 2', 'min, 3, is above max, 2'],
  ])('refuses the version (%s)', async (args, text) => {
    const refused = `local v, err = workflow.version(${args}) return { v == nil, err:kind(), err:message() }`;
    expect(await run(refused)).toEqual([true, 'INVALID', expect.stringContaining(text)]);
  });

  it('gives the version that the host decides, and the last result', async () => {
    const capability: Workflow = {
      ...INSIDE,
      version: (change, min, max) => (change === 'fees' ? min : max),
      lastResult: () => encodeData({ n: 7 }),
    };
    const all = 'return { workflow.version("fees", 1, 3), workflow.version("other", 1, 3), workflow.last_result().n }';
    expect(await run(all, capability)).toEqual([1, 3, 7]);
  });

  it('returns an error for a memo that cannot be decoded', async () => {
    const sealed = { metadata: { encoding: new TextEncoder().encode('binary/sealed') }, data: new Uint8Array(2) };
    const capability: Workflow = { ...INSIDE, info: () => ({ ...INFO, memo: { sealed } }) };
    expect(
      await run('local info, err = workflow.info() return { info == nil, err:kind(), tostring(err) }', capability),
    ).toEqual([true, 'INVALID', expect.stringContaining('binary/sealed')]);
  });

  it('passes the interruption of a waiting exec on to the child', async () => {
    const canceled: string[] = [];
    const capability: Workflow = {
      ...INSIDE,
      exec(id) {
        let cancel = (): void => undefined;
        const result = new Promise<Payload>((_, reject) => {
          cancel = () => {
            canceled.push(id);
            reject(new LuaError({ kind: 'CANCELED', message: 'operation canceled' }));
          };
        });
        return operation(result, () => cancel());
      },
    };
    const lua = createLua({
      modules: [workflow, time],
      host: { name: 'a test', capabilities: { workflow: capability } },
    });
    const kind = lua.run('local _, err = workflow.exec("test:never") return err:kind()');
    lua.post(() => lua.interrupt());
    expect(await kind).toBe('CANCELED');
    expect(canceled).toEqual(['test:never']);
  });

  it('gives handlers to the host, which calls them with payloads, at once or in a coroutine', async () => {
    let query: QueryHandler | undefined;
    let update: UpdateHandler | undefined;
    const handlers: Handlers = {
      query: (_, handler) => void (query = handler),
      update: (_, handler) => void (update = handler),
    };
    let vm!: HostedVm;
    const never = operation(new Promise<Payload>(() => undefined), () => undefined);
    void createLua({
      modules: [workflow, time],
      host: {
        name: 'a test',
        capabilities: { workflow: { ...INSIDE, exec: () => never }, handlers },
        attach: (hosted) => void (vm = hosted),
      },
      defer: (turn) => turn(),
    }).run({
      source: `
        local total = 0
        workflow.query("total", function(factor, none) return total * factor, none end)
        workflow.update("add", {
          validate = function(n) if n < 0 then return nil, "too small" end end,
          handle = function(n) total = total + n return { total = total } end,
        })
        workflow.exec("test:never")`,
      name: 'test.lua',
    });
    const add = (n: number) =>
      new Promise<Payload>((resolve, reject) =>
        vm.post(() => void update?.handle([encodeData(n)]).result.then(resolve, reject)),
      );
    expect(decodeData(await add(2))).toEqual({ total: 2 });
    expect(decodeData(await add(3))).toEqual({ total: 5 });
    expect(() => update?.validate?.([encodeData(-1)])).toThrow(/too small/);
    expect(() => update?.validate?.([encodeData(1)])).not.toThrow();
    expect(decodeData(query?.([encodeData(10)]) as Payload)).toBe(50);
    expect(() => query?.([encodeData('x')])).toThrow(/test\.lua:3/);
  });
});
