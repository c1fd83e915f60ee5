import {
  checkEntryId,
  contextValues,
  defineClass,
  instance,
  mergeContext,
  mergeOptions,
  method,
  optionTable,
  optional,
  payload,
  rest,
  result,
  string,
  value,
} from '@durable-lua/determinism';
import type { CallOptions, ContextValues, Env, Operation, OptionTable, Payload } from '@durable-lua/determinism';
import { callOptions } from './call-options.js';
import { Future, futureClass } from './future.js';

/** How calls are made: context values and options. Never changes; `with_*` give another one. */
export class Executor {
  private checked: CallOptions | undefined;

  constructor(
    private readonly options: OptionTable = {},
    private readonly context: ContextValues = {},
  ) {}

  withOptions(options: OptionTable): Executor {
    return new Executor(mergeOptions(this.options, options), this.context);
  }

  withContext(values: ContextValues): Executor {
    return new Executor(this.options, mergeContext(this.context, values));
  }

  /**
   * Starts the call.
   * @throws LuaError `INVALID` for a wrong ID or option, before anything is scheduled.
   */
  start({ functions }: Env, { id, args }: Target): Operation<Payload> {
    const target = checkEntryId(id, 'target');
    this.checked ??= callOptions(this.options);
    const context = Object.keys(this.context).length === 0 ? {} : { context: this.context };
    return functions.start({ id: target, args, options: this.checked, ...context });
  }
}

interface Target {
  readonly id: string | undefined;
  readonly args: readonly Payload[];
}

export const target = { id: optional(string), args: rest(payload) };

export const executorClass = defineClass<Executor>({
  name: 'funcs.Executor',
  doc: 'How calls are made; never changes.',
  methods: {
    with_context: method(
      {
        doc: 'Another executor with these values added to the context of the callee.',
        params: { values: value },
        returns: executor(),
      },
      (self: Executor, { values }, { lua }) => self.withContext(contextValues(lua, values)),
    ),
    with_options: method(
      {
        doc: 'Another executor with these options over the earlier ones.',
        params: { options: value },
        returns: executor(),
      },
      (self: Executor, { options }, { lua }) => self.withOptions(optionTable(lua, options)),
    ),
    call: method(
      {
        doc: 'Calls a function and waits for its result.',
        params: target,
        returns: result(payload),
        badArguments: 'return',
      },
      (self: Executor, args, env) => self.start(env, args),
    ),
    async: method(
      {
        doc: 'Starts a call and returns at once.',
        params: target,
        returns: result(instance(futureClass)),
        badArguments: 'return',
      },
      (self: Executor, args, env) => new Future(env.lua, self.start(env, args)),
    ),
  },
});

/** The class is not defined yet where its own methods name it. */
function executor() {
  return instance<Executor>('funcs.Executor');
}
