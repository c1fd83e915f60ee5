import type { ActivityBinding, CallableEntryBase, EntryBase, LuaEntryBase, LuaPlaces } from '../entries.js';
import {
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
  table,
  text,
  withDefault,
  type Cursor,
} from '../fields/index.js';
import { readSource } from '../lua/source.js';
import { checkCallOptions } from './call-options.js';
import { defineKind } from './kind.js';

/** Beside what has a meaning, `meta` is the author's own; beside what has a meaning in `temporal`, there is nothing. */
const OWN = { unknown: 'ignore' } as const;
const OURS = { unknown: 'warn' } as const;

const noWorkflow = misplaced('E-META-WORKER', 'metadata belongs to entries of kind workflow.lua; remove it');
const noActivity = misplaced(
  'E-META-WORKER',
  'metadata belongs to entries of kind function.lua and process.lua; remove it',
);

const worker = required(reference('temporal.worker'), 'E-META-WORKER');
const workflow = optional(table({ worker, name: text() }, OURS), {});
const activity = optional(table({ worker, local: withDefault(flag(), false) }, OURS), {});

const luaFields = {
  source: required(text({ env: 'keep', multiline: true })),
  modules: withDefault(list(text()), []),
  imports: withDefault(dictionary(text()), {}),
};

const callableFields = { ...luaFields, method: withDefault(text({ filled: true }), 'main') };

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
  fields: { ...callableFields, meta: table({ temporal: table({ workflow, activity: noActivity }, OURS) }, OWN) },
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
  type: choice(['inline', 'lazy', 'static', 'adaptive']),
  workers: integer({ min: 1 }),
  size: integer({ min: 1 }),
  buffer: integer({ min: 0 }),
  max_size: withDefault(integer({ min: 1 }), 16),
});

export const functionLua = defineKind({
  kind: 'function.lua',
  fields: {
    ...callableFields,
    pool: optional(pool),
    meta: table(
      { temporal: table({ workflow: noWorkflow, activity }, OURS), options: withDefault(freeTable(), {}) },
      OWN,
    ),
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
  fields: { ...callableFields, meta: table({ temporal: table({ workflow: noWorkflow, activity }, OURS) }, OWN) },
  async build(values, at) {
    return { ...(await callableDetails(values, at)), ...binding(values.meta.temporal.activity) };
  },
});

export const libraryLua = defineKind({
  kind: 'library.lua',
  fields: {
    ...luaFields,
    meta: table({ temporal: table({ workflow: noWorkflow, activity: noActivity }, OURS) }, OWN),
  },
  build: luaDetails,
});
