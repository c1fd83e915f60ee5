import { LuaError } from '@durable-lua/determinism';

/** What a call gets that must answer at once, for waiting and for every effect. Raised, whatever the function returns otherwise. */
export class CannotWait extends LuaError {
  constructor() {
    super({
      kind: 'INVALID',
      retryable: false,
      message: 'cannot wait here: a query, and the check of an update, answers at once and has no effect',
    });
  }
}
