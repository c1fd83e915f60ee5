import { callOptionSet } from '@durable-lua/determinism';
import { optionsSchema } from '@durable-lua/determinism/host';
import type { ActivityBinding, CallableEntryBase, EntryBase, LuaEntryBase, LuaPlaces } from '../entries.js';
import {
  about,
  choice,
  dictionary,
  flag,
  freeTable,
  integer,
  list,
  misplaced,
  optional,
  reference,
  required,
  shown,
  table,
  text,
  withDefault,
  type Cursor,
  type Field,
  type Fields,
} from '../fields/index.js';
import { readSource } from '../lua/source.js';
import { checkCallOptions } from './call-options.js';
import { defineKind } from './kind.js';

/** Beside what has a meaning in `temporal`, there is nothing. */
const OURS = { unknown: 'warn' } as const;

const luaTemporal = <S extends Fields>(fields: S) => about('What it is on Temporal.', table(fields, OURS));

/** Beside what has a meaning, `meta` is the author's own. */
const luaMeta = <S extends Fields>(fields: S) =>
  about('What it is on Temporal; what else is in it is your own.', table(fields, { unknown: 'ignore' }));

const noWorkflow = misplaced('E-META-WORKER', 'metadata belongs to entries of kind workflow.lua; remove it');
const noActivity = misplaced(
  'E-META-WORKER',
  'metadata belongs to entries of kind function.lua and process.lua; remove it',
);

const worker = about(
  'ID of the temporal.worker that runs it.',
  required(reference('temporal.worker'), 'E-META-WORKER'),
);
const workflow = about(
  'How it is a workflow on Temporal.',
  optional(table({ worker, name: about('Its workflow type on Temporal; by default its entry ID.', text()) }, OURS), {}),
);
const activity = about(
  'Makes it an activity, which workflows can call.',
  optional(
    table(
      {
        worker,
        local: about(
          "Whether it runs inside the workflow's own worker, without a task of its own.",
          withDefault(flag(), false),
        ),
      },
      OURS,
    ),
    {},
  ),
);

/** Which names there are depends on the runtime; their definition in the schema says it. */
function moduleList(definition: string): Field<string[], true> {
  const items = { $ref: `#/definitions/${definition}` };
  const names = shown({ type: 'array', items }, list(text()));
  return about('The Lua modules that the code requires; each is a global of its name, too.', withDefault(names, []));
}

const luaFields = {
  source: about(
    'file://<path from this file>, or the Lua text itself.',
    required(text({ env: 'keep', multiline: true })),
  ),
  modules: moduleList('module'),
  imports: about(
    'Libraries by the names under which the code requires them: name: ID of a library.lua.',
    withDefault(dictionary(text()), {}),
  ),
};

const callableFields = {
  ...luaFields,
  method: about(
    'Name of the function in the table that the code returns.',
    withDefault(text({ filled: true }), 'main'),
  ),
};

interface LuaValues {
  source?: string;
  modules: string[];
  imports: Record<string, string>;
}

async function luaDetails(values: LuaValues, at: Cursor): Promise<Omit<LuaEntryBase, keyof EntryBase>> {
  const imports = Object.entries(values.imports).map(([local, id]) => [local, at.resolveId(id)] as const);
  return {
    source: await readSource(values.source, at.key('source')),
    modules: values.modules,
    imports: Object.fromEntries(imports),
    places: luaPlaces(values, at),
  };
}

function luaPlaces({ imports }: LuaValues, at: Cursor): LuaPlaces {
  const [modulesAt, importsAt] = [at.key('modules'), at.key('imports')];
  const written = Array.isArray(modulesAt.given) ? (modulesAt.given as unknown[]) : [];
  return {
    source: at.key('source').position,
    // What is no text is not among the modules.
    modules: written.flatMap((one, index) => (typeof one === 'string' ? [modulesAt.item(index).position] : [])),
    imports: Object.fromEntries(Object.keys(imports).map((local) => [local, importsAt.key(local).position])),
  };
}

async function callableDetails(
  values: LuaValues & { method: string },
  at: Cursor,
): Promise<Omit<CallableEntryBase, keyof EntryBase>> {
  const details = await luaDetails(values, at);
  return { ...details, method: values.method, places: { ...details.places, method: at.key('method').position } };
}

function binding(given: { worker?: string; local: boolean } | undefined): { activity?: ActivityBinding } {
  return given?.worker === undefined ? {} : { activity: { worker: given.worker, local: given.local } };
}

export const workflowLua = defineKind({
  kind: 'workflow.lua',
  doc: 'A workflow: durable, replayed by a Temporal worker.',
  fields: {
    ...callableFields,
    modules: moduleList('workflowModule'),
    meta: luaMeta({ temporal: luaTemporal({ workflow, activity: noActivity }) }),
  },
  async build(values, at) {
    const { worker, name } = values.meta.temporal.workflow ?? {};
    return {
      ...(await callableDetails(values, at)),
      workflowType: name || (at.scope.raw.id ?? ''),
      ...(worker !== undefined && { worker }),
    };
  },
});

const pool = table({
  type: about(
    'inline: as many as are called; static: `size` of them; lazy and adaptive: up to `max_size`.',
    choice(['inline', 'lazy', 'static', 'adaptive']),
  ),
  workers: about('How many calls run at once, whatever the type.', integer({ min: 1 })),
  size: about('How many run at once with type static.', integer({ min: 1 })),
  buffer: about(
    'How many more may wait for their turn, any number if it is not given; others fail as UNAVAILABLE.',
    integer({ min: 0 }),
  ),
  max_size: about('How many run at once where nothing else says so.', withDefault(integer({ min: 1 }), 16)),
});

export const functionLua = defineKind({
  kind: 'function.lua',
  doc: 'A function: called in process, by HTTP, or by workflows as an activity.',
  fields: {
    ...callableFields,
    pool: about(
      'How many calls of it run at once in one process, activities as well. One that calls itself, by way of others as well, takes another place: with `size: 1` it would wait for itself for ever.',
      optional(pool),
    ),
    meta: luaMeta({
      temporal: luaTemporal({ workflow: noWorkflow, activity }),
      options: about(
        'Default options of its calls.',
        shown(optionsSchema(callOptionSet), withDefault(freeTable(), {})),
      ),
    }),
  },
  async build(values, at) {
    const { temporal, options } = values.meta;
    checkCallOptions(options, temporal.activity?.local ?? false, at.key('meta').key('options'));
    return {
      ...(await callableDetails(values, at)),
      ...binding(temporal.activity),
      options,
      ...(values.pool !== undefined && { pool: values.pool }),
    };
  },
});

export const processLua = defineKind({
  kind: 'process.lua',
  doc: 'A process: runs on a process.host, has a mailbox, and may be an activity.',
  fields: { ...callableFields, meta: luaMeta({ temporal: luaTemporal({ workflow: noWorkflow, activity }) }) },
  async build(values, at) {
    return { ...(await callableDetails(values, at)), ...binding(values.meta.temporal.activity) };
  },
});

export const libraryLua = defineKind({
  kind: 'library.lua',
  doc: 'Code for other entries, which import it.',
  fields: {
    ...luaFields,
    meta: luaMeta({ temporal: luaTemporal({ workflow: noWorkflow, activity: noActivity }) }),
  },
  build: luaDetails,
});
