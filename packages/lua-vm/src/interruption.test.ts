import { expect, it } from 'vitest';
import { canceled, defineModule, fn, integer, operation, result, string } from '@durable-lua/determinism';
import { type Host, type HostedVm } from '@durable-lua/determinism/host';
import { createLua } from './index.js';

const host: Host = { name: 'a test', capabilities: {} };

/** Runs Lua code whose calls of `probe.take(n)` are numbered: the n-th is answered by `answers[n]` when it is cancelled. */
function start(source: string, onCancel: Readonly<Record<number, 'result' | 'failure'>> = {}) {
  const cancelled: number[] = [];
  const probe = defineModule(
    { name: 'probe', summary: 'For these tests.' },
    {
      functions: {
        take: fn({ params: { n: integer() }, returns: result(string) }, (_, { n }) => {
          let resolve!: (text: string) => void;
          let reject!: (error: unknown) => void;
          const promise = new Promise<string>((...ends) => ([resolve, reject] = ends));
          return operation(promise, () => {
            cancelled.push(n);
            if (onCancel[n] === 'result') resolve(`done ${n}`);
            else if (onCancel[n] === 'failure') reject(canceled('too late').with({ kind: 'CONFLICT' }));
            else reject(canceled());
          });
        }),
      },
    },
  );
  let vm!: HostedVm;
  const lua = createLua({ modules: [probe], host: { ...host, attach: (hosted) => void (vm = hosted) } });
  return { lua, vm, cancelled, ended: lua.run(source) };
}

const TWICE = `
  local first, err = probe.take(1)
  local _, second = probe.take(2)
  local third = probe.take(3)
  return { first or err:kind(), second and second:kind() or "none", third or "cancelled" }`;

it('reaches the first wait that it can end: one whose result was on its way leaves it to the next', async () => {
  const { vm, cancelled, ended } = start(TWICE, { 1: 'result', 3: 'result' });
  vm.post(() => vm.interrupt());
  await new Promise(setImmediate);
  vm.post(() => vm.interrupt());
  expect(await ended).toEqual(['done 1', 'CANCELED', 'done 3']);
  expect(cancelled).toEqual([1, 2, 3]);
});

it('counts for what has not begun yet', async () => {
  const { lua, cancelled, ended } = start('local _, err = probe.take(1) return err:kind()');
  lua.interrupt();
  expect(await ended).toBe('CANCELED');
  expect(cancelled).toEqual([1]);
});

it('is not used up by an error of another kind', async () => {
  const { vm, ended } = start(TWICE, { 1: 'failure', 3: 'result' });
  vm.post(() => vm.interrupt());
  await new Promise(setImmediate);
  vm.post(() => vm.interrupt());
  expect(await ended).toEqual(['CONFLICT', 'CANCELED', 'done 3']);
});

it('leaves the next wait alone when it does not hold any longer', async () => {
  const { vm, cancelled, ended } = start(TWICE, { 1: 'result' });
  let holds = true;
  vm.post(() => {
    vm.interrupt(() => holds);
    holds = false;
  });
  await new Promise(setImmediate);
  vm.post(() => vm.interrupt());
  await new Promise(setImmediate);
  vm.post(() => vm.interrupt());
  expect(await ended).toEqual(['done 1', 'CANCELED', 'cancelled']);
  expect(cancelled).toEqual([1, 2, 3]);
});

it('is one for each coroutine that waits', async () => {
  const source = `
    local seen = {}
    local function both(n)
      for i = n, n + 1 do
        local value, err = probe.take(i)
        seen[i] = value or err:kind()
      end
    end
    coroutine.spawn(both, 1)
    both(3)
    return seen`;
  const { vm, cancelled, ended } = start(source, { 1: 'result', 4: 'result' });
  vm.post(() => vm.interrupt());
  await new Promise(setImmediate);
  expect(cancelled).toEqual([3, 1, 2]);
  vm.post(() => vm.interrupt());
  expect(await ended).toEqual(['done 1', 'CANCELED', 'CANCELED', 'done 4']);
});
