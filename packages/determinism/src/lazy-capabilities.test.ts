import { expect, it, vi } from 'vitest';
import type { Clock, Random } from './capabilities.js';
import { lazyCapabilities } from './lazy-capabilities.js';

it('each is made when it is first asked for, once for its parts', () => {
  const clock = vi.fn(({ at }: { at: number }) => ({ now: () => at }) as Clock);
  const random = vi.fn(() => ({}) as Random);
  const capabilitiesOf = lazyCapabilities<{ at: number }>({ clock, random });
  const [first, second] = [capabilitiesOf({ at: 1 }), capabilitiesOf({ at: 2 })];
  expect(clock).not.toHaveBeenCalled();
  expect(first.clock?.now()).toBe(1);
  expect(second.clock?.now()).toBe(2);
  expect(first.clock).toBe(first.clock);
  expect(clock).toHaveBeenCalledTimes(2);
  expect(random).not.toHaveBeenCalled();
});

it('names what can be had, as an object with all of them does, and nothing else', () => {
  const names: string[] = [];
  const capabilities = lazyCapabilities<object>({ clock: () => undefined, random: () => ({}) })({});
  for (const name in capabilities) names.push(name);
  expect(names).toEqual(['clock', 'random']);
  expect(capabilities.clock).toBeUndefined();
  expect(capabilities.mailbox).toBeUndefined();
});
