import {
  boolean,
  checkEntryId,
  defineModule,
  fn,
  integer,
  invalid,
  optional,
  payload,
  rest,
  result,
  string,
  value,
} from '@durable-lua/determinism';
import type { LuaValue } from '@durable-lua/determinism';
import { infoTable } from './info.js';

/** The Lua module `workflow`: what only a workflow has. */
export const workflow = defineModule(
  {
    name: 'workflow',
    summary: 'Facts about the running workflow, and child workflows that are waited for.',
    needs: ['workflow'],
    badArguments: 'return',
  },
  {
    functions: {
      info: fn(
        { doc: 'A table of facts about this run; nil outside a workflow.', returns: result(optional(value)) },
        ({ workflow }) => {
          const info = workflow.info();
          return info && (infoTable(info) as unknown as LuaValue);
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
          if (workflow.info() === undefined) {
            throw invalid('workflow.exec works only inside a workflow: use process.exec(id, host, ...) instead');
          }
          return workflow.exec(child, args);
        },
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
  },
);
