import { defineModule, fn, payload, result } from '@durable-lua/determinism';
import { Executor, executorClass, target } from './executor.js';
import { Future, futureClass } from './future.js';

/** The Lua module `funcs`: calls to functions, which are activities inside a workflow. */
export const funcs = defineModule(
  {
    name: 'funcs',
    summary: 'Calls to functions, which are activities inside a workflow.',
    needs: ['functions'],
    badArguments: 'return',
  },
  {
    functions: {
      call: fn(
        {
          doc: 'Calls a function and waits for its result.',
          params: target,
          returns: result(payload),
        },
        (env, args) => new Executor().start(env, args),
      ),
      async: fn(
        {
          doc: 'Starts a call and returns at once.',
          params: target,
          returns: result(futureClass.type),
        },
        (env, args) => new Future(env.lua, new Executor().start(env, args)),
      ),
      new: fn({ doc: 'An executor without context and options.', returns: executorClass.type }, () => new Executor()),
    },
    classes: [executorClass, futureClass],
  },
);
