import {
  boolean,
  checkEntryId,
  defineModule,
  fn,
  func,
  integer,
  invalid,
  nothing,
  optional,
  options,
  optionTable,
  payload,
  rest,
  result,
  string,
  table,
  value,
} from '@durable-lua/determinism';
import { runChanges } from './attrs.js';
import { noteHandler, updateHandler, values } from './handlers.js';
import { infoTable } from './info.js';
import { assertInside, INSTEAD_OF_CONTINUING } from './inside.js';
import { NextRun, nextRunClass, nextRunOptions } from './next-run.js';

/** A replay may look for each of them. */
const MOST_VERSIONS = 9999;

/** To look at one value of the memo, or one search attribute, that a run has. */
const UNITS_PER_ATTRIBUTE = 32;

const sizeOf = (table: object = {}): number => Object.keys(table).length;

/** The Lua module `workflow`: what only a workflow has. */
export const workflow = defineModule(
  {
    name: 'workflow',
    summary:
      'Facts about the running workflow, child workflows that are waited for, queries, updates, and going on as a new run.',
    needs: ['workflow'],
    wants: ['handlers', 'continuation'],
    badArguments: 'return',
  },
  {
    functions: {
      info: fn(
        { doc: 'A table of facts about this run; nil outside a workflow.', returns: result(optional(value)) },
        ({ workflow }) => {
          const info = workflow.info();
          return info && infoTable(info);
        },
      ),
      exec: fn(
        {
          doc: 'Runs a child workflow and waits for its result.',
          params: { id: optional(string), args: rest(payload) },
          returns: result(payload),
        },
        ({ workflow }, { id, args }) => {
          const child = checkEntryId(id, 'id');
          assertInside(workflow, 'exec', ': use process.exec(id, host, ...) instead');
          return workflow.exec(child, args);
        },
      ),
      query: fn(
        {
          doc:
            'Answers the queries of this name with what the function returns for their arguments; nil takes it away. It may ' +
            'neither wait nor have an effect, and must change nothing.',
          params: { name: string, handler: optional(func) },
          returns: result(boolean),
        },
        ({ lua, handlers, workflow }, { name, handler }) => {
          assertInside(workflow, 'query');
          noteHandler(lua, `query ${name}`, handler !== undefined);
          handlers.query(name, handler && ((args) => lua.as(lua.call(handler, values(lua, args)), payload)));
          return true;
        },
      ),
      update: fn(
        {
          doc:
            'Carries out the updates of this name: `validate` refuses one by an error, before it is accepted, and may not wait; ' +
            '`handle` runs in a coroutine of its own, and what it returns is the result. nil takes the handler away.',
          params: { name: string, handler: optional(table({ validate: optional(func), handle: func })) },
          returns: result(boolean),
        },
        ({ lua, handlers, workflow }, { name, handler }) => {
          assertInside(workflow, 'update');
          noteHandler(lua, `update ${name}`, handler !== undefined);
          handlers.update(name, handler && updateHandler(lua, handler));
          return true;
        },
      ),
      continue_as_new: fn(
        {
          doc: 'Goes on as a new run of the same workflow with these arguments and the unread messages; does not return.',
          params: { args: rest(payload) },
          returns: result(nothing),
        },
        ({ continuation, workflow }, { args }) => {
          assertInside(workflow, 'continue_as_new', INSTEAD_OF_CONTINUING);
          return continuation.continueAs(undefined, args, {});
        },
      ),
      with_options: fn(
        {
          doc: 'Options for the next run: `workflow.with_options(t):continue_as_new(...)`.',
          params: { options: options(nextRunOptions) },
          returns: nextRunClass.type,
        },
        ({ lua }, { options }) => new NextRun(optionTable(lua, options)),
      ),
      version: fn(
        {
          doc:
            'Which version of a change this run goes by, from min to max: max for a run that is new to it, the version it began ' +
            'with for a run under way, min for one that is older than the change. The same at each call of a run; max outside a ' +
            'workflow. A run whose version the code no longer has waits for code that has it.',
          params: { change_id: optional(string), min: optional(integer()), max: optional(integer()) },
          returns: result(integer()),
        },
        ({ workflow }, { change_id: change, min, max }) => {
          if (!change) throw invalid('version: change_id: non-empty string expected');
          if (min === undefined || max === undefined) throw invalid('version: min and max: integers expected');
          if (min < -MOST_VERSIONS || max > MOST_VERSIONS)
            throw invalid(`version: integers up to ${MOST_VERSIONS} expected`);
          if (min > max) throw invalid(`version: min, ${min}, is above max, ${max}`);
          return workflow.version(change, min, max);
        },
      ),
      attrs: fn(
        {
          doc:
            'Changes what this run is found by: `search` holds search attributes by name (an empty table takes one away), `memo` ' +
            'values by key (`json.null` takes one away); what is not named stays. A name that the namespace does not have, ' +
            'as its worker has found when it started, or one of another type is an error of this call.',
          params: { changes: optional(value) },
          returns: result(boolean),
        },
        ({ lua, workflow }, { changes }) => {
          assertInside(workflow, 'attrs');
          // All that the run has is looked at, and written anew.
          const { memo, searchAttributes } = workflow.info() ?? {};
          lua.pay(UNITS_PER_ATTRIBUTE * (sizeOf(memo) + sizeOf(searchAttributes)));
          workflow.change(runChanges(lua, changes));
          return true;
        },
      ),
      last_result: fn(
        {
          doc: 'What the run before this one of a cron schedule has returned; nil if there is none, and outside a workflow.',
          returns: result(optional(payload)),
        },
        ({ workflow }) => workflow.lastResult(),
      ),
      history_length: fn(
        { doc: 'Number of history events as of this workflow task; 0 outside a workflow.', returns: result(integer()) },
        ({ workflow }) => workflow.info()?.historyLength ?? 0,
      ),
      history_size: fn(
        { doc: 'Bytes of history as of this workflow task; 0 outside a workflow.', returns: result(integer()) },
        ({ workflow }) => workflow.info()?.historySize ?? 0,
      ),
      is_replaying: fn(
        { doc: 'Whether this code is being replayed; for logging only. false outside a workflow.', returns: boolean },
        ({ workflow }) => workflow.replaying,
      ),
    },
    classes: [nextRunClass],
  },
);
