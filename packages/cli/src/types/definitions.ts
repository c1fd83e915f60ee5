import type { ModuleDefinition } from '@durable-lua/determinism';
import { AMBIENT_MODULES } from '@durable-lua/determinism/host';
import { languageDefinitions, luaDefinitions } from '@durable-lua/reference';
import type { Entry, LuaEntryBase, Project } from '@durable-lua/registry';
import { describedTestModule, TEST_GLOBALS } from '@durable-lua/testing';
import { entryDefinitions } from './entry-definitions.js';

const isLua = (entry: Entry): entry is Entry & LuaEntryBase => 'modules' in entry;

/** The definition files of a project by their names: the language, the modules that its entries declare, its entries. */
export function definitionsOf(project: Project, modules: readonly ModuleDefinition[]): ReadonlyMap<string, string> {
  const declared = new Set([...project.entries.values()].filter(isLua).flatMap((entry) => entry.modules));
  const used = modules.filter(({ name }) => declared.has(name) || AMBIENT_MODULES.includes(name));
  const except = used.flatMap(({ classes = [] }) => classes.map(({ name }) => name));
  return new Map([
    ['durable-lua.lua', languageDefinitions({ except })],
    ...used.map((module) => [`${module.name}.lua`, luaDefinitions(module)] as const),
    // For *_test.lua files.
    ['test.lua', luaDefinitions(describedTestModule)],
    ['test-globals.lua', TEST_GLOBALS],
    [
      'project-entries.lua',
      entryDefinitions(
        project,
        used.map(({ name }) => name),
      ),
    ],
  ]);
}
