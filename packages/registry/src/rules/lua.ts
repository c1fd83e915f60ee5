import { LuaError } from '@durable-lua/determinism';
import { AMBIENT_MODULES } from '@durable-lua/determinism/host';
import { checkSyntax } from '@durable-lua/lua-vm';
import type { LuaEntry } from '../entries.js';
import { findingIn, type Finding, type Position } from '../findings.js';
import { ambientModules, explainMissing, type KnownModule } from '../lua/modules.js';
import { findRequires } from '../lua/requires.js';
import { didYouMean } from '../suggest.js';

/** E-LUA: text that is not Lua. */
export function findSyntaxErrors(entry: LuaEntry): Finding[] {
  const { text, chunkName } = entry.source;
  try {
    checkSyntax({ source: text, name: chunkName });
    return [];
  } catch (error) {
    if (!LuaError.is(error)) throw error;
    const { message } = error;
    const [, digits = '1'] = /^:(\d+):/.exec(message.slice(chunkName.length)) ?? [];
    const line = Number(digits);
    const { shown, position } = placeInLua(entry, { line, column: 1 });
    return [findingIn(entry, 'source', position, 'E-LUA', `${shown}: ${withoutPlace(message, chunkName, line)}`)];
  }
}

/**
 * E-REQUIRE: a literal `require` of something that the entry does not declare.
 * @param libraries IDs of the entries that may be imported
 */
export function findUndeclared(
  entry: LuaEntry,
  modules: readonly KnownModule[],
  libraries: readonly string[],
): Finding[] {
  const known = modules.map(({ name }) => name);
  const declared = [...entry.modules, ...Object.keys(entry.imports)];
  const there = [...declared, ...ambientModules(modules)];
  return findRequires(entry.source.text).flatMap(({ name, line, column }) => {
    if (there.includes(name)) return [];
    const { shown, position } = placeInLua(entry, { line, column });
    const message = `${shown}: require("${name}"): ${howToDeclare(name, { known, declared, libraries })}`;
    return [findingIn(entry, 'source', position, 'E-REQUIRE', message)];
  });
}

interface Declarable {
  readonly known: readonly string[];
  readonly declared: readonly string[];
  readonly libraries: readonly string[];
}

function howToDeclare(name: string, { known, declared, libraries }: Declarable): string {
  // Without listing it, an ambient module can only be missing because the runtime does not have it.
  if (AMBIENT_MODULES.includes(name)) return explainMissing(name, known);
  const undeclared = `"${name}" is not declared in modules or imports`;
  if (known.includes(name)) return `${undeclared}; add it to modules`;
  if (name.includes(':')) return `${undeclared}; add it to imports under a local name, and require that name`;
  // Plain Lua finds a file by its name: here it is an entry.
  const own = name.split(/[./]/).at(-1);
  const library = libraries.find((id) => id.slice(id.lastIndexOf(':') + 1) === own);
  if (library !== undefined) return `${undeclared}; write imports: { ${own}: ${library} } and require("${own}")`;
  const near = didYouMean(name, [...new Set([...declared, ...known])], 'modules');
  return near.startsWith('did')
    ? `${undeclared}; ${near}`
    : `${undeclared}; a Lua file of the project is an entry of kind library.lua, which is listed in imports; ${near}`;
}

/**
 * Where a line of Lua is to be looked up: a line of a file is named in the message, and the finding stands at the
 * field `source`; a line of an inline text is a line of the YAML file.
 */
function placeInLua(
  { file, source, places }: LuaEntry,
  { line, column }: Position,
): { shown: string; position: Position } {
  const { chunkName, firstLine, firstColumn = 1 } = source;
  if (firstLine === undefined) return { shown: `${chunkName}:${line}`, position: places.source };
  const inYaml = firstLine + line - 1;
  return { shown: `${file}:${inYaml}`, position: { line: inYaml, column: firstColumn + column - 1 } };
}

/** Lua puts `<chunk>:<line>: ` before its messages; the place is named already. */
function withoutPlace(message: string, chunkName: string, line: number): string {
  const place = `${chunkName}:${line}: `;
  return message.startsWith(place) ? message.slice(place.length) : message;
}
