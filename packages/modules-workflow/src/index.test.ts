import { describe, expect, it } from 'vitest';
import { LuaError, operation } from '@durable-lua/determinism';
import type { Handlers, Payload, QueryHandler, UpdateHandler, Workflow, WorkflowInfo } from '@durable-lua/determinism';
import type { HostedVm } from '@durable-lua/determinism/host';
import { createLua, decodeData, encodeData } from '@durable-lua/lua-vm';
import { testModule } from '@durable-lua/testing';
import { workflow } from './index.js';

testModule(
  workflow,
  {
    files: new URL('..', import.meta.url),
    samples: { exec: ['"test:echo"', '1'], with_options: ['{}'] },
    readme: { workflows: { 'shop:pack': (order: unknown) => order } },
  },
  { describe, it },
);

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
  searchAttributes: { customer: 'c1', sums: [1, 2] },
};

const INSIDE: Workflow = {
  info: () => INFO,
  replaying: false,
  exec: () => operation(Promise.resolve(encodeData(undefined)), () => undefined),
};

function run(source: string, capability: Workflow = INSIDE) {
  const host = { name: 'a test', capabilities: { workflow: capability } };
  return createLua({ modules: [workflow], host }).run({ source, name: 'test.lua' });
}

describe('workflow in Lua', () => {
  it('gives every field of info, the values of the memo decoded exactly', async () => {
    const { startTime: _, runStartTime: __, ...plain } = INFO;
    expect(Object.keys(plain)).toHaveLength(14);
    expect(await run('return workflow.info()')).toEqual({
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
      memo: { note: { by: ['web', 9_007_199_254_740_993n] } },
      search_attributes: { customer: 'c1', sums: [1, 2] },
    });
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
    const lua = createLua({ modules: [workflow], host: { name: 'a test', capabilities: { workflow: capability } } });
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
      modules: [workflow],
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
