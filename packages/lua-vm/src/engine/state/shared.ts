import { newState, type LuaState, type TValue } from './fengari.js';
import { pushValue, take } from './stack.js';

/** What the engine counts. */
export interface Counters {
  /** Numbers that objects have been given. */
  id_counter: number;
  memused: number;
  budget: number;
}

export const countersOf = (L: LuaState): Counters => L.l_G as Counters;

/**
 * A value that all states share: made once, in a state of its own, and never changed, of which code may not get hold. A state
 * that takes it counts as if it had made it.
 */
export class Shared {
  private made: { readonly value: TValue; readonly counted: Counters } | undefined;

  /** @param build pushes it; what it makes knows no state */
  constructor(private readonly build: (L: LuaState) => void) {}

  push(L: LuaState): void {
    const { value, counted } = (this.made ??= this.make());
    const counters = countersOf(L);
    counters.id_counter += counted.id_counter;
    counters.memused += counted.memused;
    counters.budget += counted.budget;
    pushValue(L, value);
  }

  private make(): { readonly value: TValue; readonly counted: Counters } {
    const L = newState();
    const counters = countersOf(L);
    const { id_counter, memused, budget } = counters;
    this.build(L);
    const value = take(L);
    const counted = {
      id_counter: counters.id_counter - id_counter,
      memused: counters.memused - memused,
      budget: counters.budget - budget,
    };
    return { value, counted };
  }
}
