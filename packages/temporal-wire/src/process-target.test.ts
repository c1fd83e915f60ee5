import { describe, expect, it } from 'vitest';
import type { SpawnRequest } from '@durable-lua/determinism';
import { noFunction, spawnTarget, type Directory } from './directory.js';
import { processAddress, processTarget } from './process-target.js';

const directory: Directory = {
  clients: { 'app:tc': { temporalNamespace: 'default' } },
  workers: { 'app:w': { client: 'app:tc', taskQueue: 'q' } },
  workflows: { 'app:flow': { workflowType: 'app:flow', worker: 'app:w' } },
  functions: { 'app:charge': {} },
  kinds: {
    'app:tc': 'temporal.client',
    'app:w': 'temporal.worker',
    'app:flow': 'workflow.lua',
    'app:proc': 'process.lua',
    'app:lib': 'library.lua',
    'app:procs': 'process.host',
  },
};

const request = (id: string, host: string, options: SpawnRequest['options'] = {}): SpawnRequest => ({
  id,
  host,
  options,
  args: [],
  messages: [],
});

/** As a host decides: a process, else a workflow. */
const target = (spawn: SpawnRequest) => processTarget(directory, spawn) ?? spawnTarget(directory, spawn);

describe('a spawn', () => {
  it('of a process goes to its host, of a workflow to its worker', () => {
    expect(target(request('app:proc', 'app:procs'))).toEqual({ entry: 'app:proc', host: 'app:procs' });
    expect(target(request('app:flow', 'app:w'))).toMatchObject({ workflowType: 'app:flow', taskQueue: 'q' });
  });

  it.each([
    ['app:none', 'app:procs', 'NOT_FOUND', /app:none/],
    ['app:proc', 'app:none', 'NOT_FOUND', /app:none/],
    ['app:flwo', 'app:w', 'NOT_FOUND', /^no entry 'app:flwo'; did you mean 'app:flow'\?$/],
    ['app:prco', 'app:procs', 'NOT_FOUND', /^no entry 'app:prco'; did you mean 'app:proc'\?$/],
    ['app:proc', 'app:prcos', 'NOT_FOUND', /^no host 'app:prcos'; did you mean 'app:procs'\?$/],
    ['app:none', 'app:w', 'NOT_FOUND', /app:none/],
    ['app:flow', 'app:procs', 'INVALID', /workflow\.lua.*process\.host/],
    ['app:lib', 'app:procs', 'INVALID', /library\.lua.*process\.host/],
    ['app:proc', 'app:w', 'INVALID', /process\.lua.*temporal\.worker/],
    ['app:lib', 'app:w', 'INVALID', /library\.lua.*temporal\.worker/],
    ['app:proc', 'app:tc', 'INVALID', /temporal\.client/],
  ])('of %s on %s is refused: %s', (id, host, kind, message) => {
    expect(() => target(request(id, host))).toThrow(
      expect.objectContaining({ kind, message: expect.stringMatching(message) as string }),
    );
  });

  it('of a process takes no option of workflows', () => {
    expect(() => target(request('app:proc', 'app:procs', { runTimeout: 5 }))).toThrow(
      /temporal\.workflow\.run_timeout.*process\.host/,
    );
  });
});

describe('a destination', () => {
  it.each([
    ['{node-1@app:procs|7}', { node: 'node-1', host: 'app:procs', id: '7' }],
    ['{node-1@functions|7}', { node: 'node-1', host: 'functions', id: '7' }],
    ['{node-1@other:procs|7}', { node: 'node-1', host: 'other:procs', id: '7' }],
    ['app:procs|7', { host: 'app:procs', id: '7' }],
    ['functions|7', { host: 'functions', id: '7' }],
    ['{app:tc@app:w|order-7}', undefined],
    ['{app:tc/other@app:w|order-7}', undefined],
    ['app:w|order-7', undefined],
    ['{update|u-1}', undefined],
    ['order-7', undefined],
    ['{elsewhere@nowhere|1}', undefined],
  ])('%s names a process: %o', (text, pid) => {
    expect(processAddress(directory, text)).toEqual(pid);
  });
});

it.each([
  ['app:charg', 'NOT_FOUND', "no function 'app:charg'; did you mean 'app:charge'?"],
  ['books:pay', 'NOT_FOUND', "no function 'books:pay'"],
  ['app:flow', 'INVALID', /^'app:flow' is a workflow\.lua, not a function\.lua: run it with process\.exec/],
  ['app:tc', 'INVALID', "'app:tc' is a temporal.client, not a function.lua"],
])('%s called as a function is refused', (id, kind, message) => {
  expect(noFunction(directory, id)).toMatchObject({
    kind,
    message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
  });
});
