import { expect, it } from 'vitest';
import { api, newState, type LuaState, type TValue } from './fengari.js';
import { countersOf, Shared } from './shared.js';
import { take } from './stack.js';

const buildTable = (L: LuaState): void => {
  api.lua_createtable(L, 0, 3);
  for (const key of ['a', 'b', 'c']) {
    api.lua_createtable(L, 0, 0);
    api.lua_setfield(L, -2, new TextEncoder().encode(key));
  }
};

/** What a state has counted for it. */
function counted(push: (L: LuaState) => void): { readonly value: unknown; readonly counts: readonly number[] } {
  const L = newState();
  const of = (): number[] => {
    const { id_counter, memused, budget } = countersOf(L);
    return [id_counter, memused, budget];
  };
  const before = of();
  push(L);
  const { value } = take(L) as TValue & { readonly value: unknown };
  return { value, counts: of().map((count, index) => count - (before[index] as number)) };
}

it('is one value for all states, each of which counts as if it had made it: the first no more than the next', () => {
  const shared = new Shared(buildTable);
  const [first, second] = [1, 2].map(() => counted((L) => shared.push(L)));
  const own = counted(buildTable);
  expect(second?.value).toBe(first?.value);
  expect(own.value).not.toBe(first?.value);
  expect(first?.counts).toEqual(own.counts);
  expect(second?.counts).toEqual(own.counts);
  expect(own.counts[0]).toBeGreaterThan(0);
});
