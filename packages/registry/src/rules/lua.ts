import type { Catalog, Listed } from '../catalog.js';
import type { LuaEntry } from '../entries.js';
import type { Position } from '../findings.js';
import { AMBIENT_MODULES, type KnownModule } from '../lua/modules.js';
import { findRequires } from '../lua/requires.js';
import { didYouMean } from '../suggest.js';
import { luaEntries } from './imports.js';
import { ambientModules, explainUnknown } from './modules.js';

/** Compiles a Lua text without running it, and gives the first error (its line counted from 1). */
export type CheckLua = (source: string, chunkName: string) => { line: number; message: string } | undefined;

/** E-LUA: text that is not Lua. */
export function checkSyntax(catalog: Catalog, checkLua: CheckLua): void {
  for (const listed of luaEntries(catalog)) {
    const { text, chunkName } = listed.entry.source;
    const problem = checkLua(text, chunkName);
    if (!problem) continue;
    const place = placeInLua(listed, { line: problem.line, column: 1 });
    listed.at
      .key('source')
      .reportAt(place.position, 'E-LUA', `${place.shown}: ${withoutPlace(problem.message, chunkName, problem.line)}`);
  }
}

/** E-REQUIRE: a literal `require` of something that the entry does not declare. */
export function checkRequires(catalog: Catalog, modules: readonly KnownModule[]): void {
  const known = modules.map(({ name }) => name);
  const ambient = ambientModules(modules);
  for (const listed of luaEntries(catalog)) {
    const { entry, at } = listed;
    const declared = [...entry.modules, ...Object.keys(entry.imports)];
    for (const { name, line, column } of findRequires(entry.source.text)) {
      if (declared.includes(name) || ambient.includes(name)) continue;
      const place = placeInLua(listed, { line, column });
      const remedy = howToDeclare(name, known, declared);
      const message = `${place.shown}: require("${name}"): ${remedy}`;
      at.key('source').reportAt(place.position, 'E-REQUIRE', message);
    }
  }
}

function howToDeclare(name: string, known: readonly string[], declared: readonly string[]): string {
  // Without listing it, an ambient module can only be missing because the runtime does not have it.
  if (AMBIENT_MODULES.includes(name)) return explainUnknown(name, known);
  const undeclared = `"${name}" is not declared in modules or imports`;
  if (known.includes(name)) return `${undeclared}; add it to modules`;
  if (name.includes(':')) return `${undeclared}; add it to imports under a local name, and require that name`;
  return `${undeclared}; ${didYouMean(name, [...declared, ...known], 'modules')}`;
}

/**
 * Where a line of Lua is to be looked up: a line of a file is named in the message, and the finding stands at the
 * field `source`; a line of an inline text is a line of the YAML file.
 */
function placeInLua(
  { entry, at }: Listed<LuaEntry>,
  { line, column }: Position,
): { shown: string; position: Position } {
  const { raw } = at.scope;
  const { chunkName, path } = entry.source;
  const position = raw.places.value('source');
  if (path === undefined && raw.textStart !== undefined) {
    const inYaml = raw.textStart.line + line - 1;
    return { shown: `${raw.file}:${inYaml}`, position: { line: inYaml, column: raw.textStart.column + column - 1 } };
  }
  return { shown: `${chunkName}:${line}`, position };
}

/** Lua puts `<chunk>:<line>: ` before its messages; the place is named already. */
function withoutPlace(message: string, chunkName: string, line: number): string {
  const place = `${chunkName}:${line}: `;
  return message.startsWith(place) ? message.slice(place.length) : message;
}
