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

/** E-REQUIRE: a literal `require` of something that the entry does not declare. */
export function findUndeclared(entry: LuaEntry, modules: readonly KnownModule[]): Finding[] {
  const known = modules.map(({ name }) => name);
  const declared = [...entry.modules, ...Object.keys(entry.imports)];
  const there = [...declared, ...ambientModules(modules)];
  return findRequires(entry.source.text).flatMap(({ name, line, column }) => {
    if (there.includes(name)) return [];
    const { shown, position } = placeInLua(entry, { line, column });
    const message = `${shown}: require("${name}"): ${howToDeclare(name, known, declared)}`;
    return [findingIn(entry, 'source', position, 'E-REQUIRE', message)];
  });
}

function howToDeclare(name: string, known: readonly string[], declared: readonly string[]): string {
  // Without listing it, an ambient module can only be missing because the runtime does not have it.
  if (AMBIENT_MODULES.includes(name)) return explainMissing(name, known);
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
