import {
  defineClass,
  fn,
  instance,
  mergeOptions,
  nothing,
  options,
  optionTable,
  payload,
  readOptions,
  rest,
  result,
  startOptionSet,
} from '@durable-lua/determinism';
import { assertInside, INSTEAD_OF_CONTINUING } from './inside.js';
import type { ContinueOptions, OptionSet, OptionTable } from '@durable-lua/determinism';

const { taskQueue, runTimeout, taskTimeout, memo, searchAttributes } = startOptionSet.rows;

/** The options of a start that may change from one run to the next. */
export const nextRunOptions: OptionSet<ContinueOptions> = {
  name: 'workflow.Options',
  title: 'Options of the next run',
  rows: { taskQueue, runTimeout, taskTimeout, memo, searchAttributes },
  ours: startOptionSet.ours,
};

/** How a workflow goes on as a new run. Never changes; `with_options` gives another. */
export class NextRun {
  constructor(private readonly given: OptionTable) {}

  withOptions(newer: OptionTable): NextRun {
    return new NextRun(mergeOptions(this.given, newer));
  }

  /** @throws LuaError `INVALID` naming the option */
  get options(): ContinueOptions {
    return readOptions(nextRunOptions, this.given);
  }
}

const nextRunType = instance<NextRun>('workflow.NextRun');

export const nextRunClass = defineClass(
  {
    type: nextRunType,
    doc: 'How a workflow goes on as a new run; never changes.',
    needs: ['continuation', 'workflow'],
  },
  {
    methods: {
      with_options: fn(
        {
          doc: 'Another one with these options over the earlier ones.',
          params: { options: options(nextRunOptions) },
          returns: nextRunType,
        },
        ({ lua }, { self, options }) => self.withOptions(optionTable(lua, options)),
      ),
      continue_as_new: fn(
        {
          doc: 'Goes on as a new run of the same workflow with these arguments and the unread messages; does not return.',
          params: { args: rest(payload) },
          returns: result(nothing),
        },
        ({ continuation, workflow }, { self, args }) => {
          assertInside(workflow, 'continue_as_new', INSTEAD_OF_CONTINUING);
          return continuation.continueAs(undefined, args, self.options);
        },
      ),
    },
  },
);
