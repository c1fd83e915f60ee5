import {
  callOptions,
  callOptionSet,
  checkEntryId,
  contextValues,
  defineClass,
  fn,
  instance,
  mergeContext,
  mergeOptions,
  optionTable,
  optional,
  options,
  payload,
  rest,
  result,
  string,
  value,
  withoutSecurity,
} from '@durable-lua/determinism';
import type { CallOptions, ContextValues, Env, Operation, OptionTable, Payload } from '@durable-lua/determinism';
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
  start({ functions }: Env<'functions'>, { id, args }: Target): Operation<Payload> {
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

const executorType = instance<Executor>('funcs.Executor');

export const executorClass = defineClass(
  { type: executorType, doc: 'How calls are made; never changes.', needs: ['functions'], badArguments: 'return' },
  {
    methods: {
      with_context: fn(
        {
          doc: 'Another executor with these values added to the context of the callee.',
          params: { values: value },
          returns: executorType,
        },
        ({ lua }, { self, values }) => self.withContext(contextValues(lua, values)),
      ),
      ...withoutSecurity(executorType),
      with_options: fn(
        {
          doc: 'Another executor with these options over the earlier ones.',
          params: { options: options(callOptionSet) },
          returns: executorType,
        },
        ({ lua }, { self, options }) => self.withOptions(optionTable(lua, options)),
      ),
      call: fn(
        {
          doc: 'Calls a function and waits for its result.',
          params: target,
          returns: result(payload),
        },
        (env, { self, ...args }) => self.start(env, args),
      ),
      async: fn(
        {
          doc: 'Starts a call and returns at once.',
          params: target,
          returns: result(futureClass.type),
        },
        (env, { self, ...args }) => new Future(env.lua, self.start(env, args)),
      ),
    },
  },
);
