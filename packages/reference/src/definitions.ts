import type { ClassDefinition, ModuleDefinition } from '@durable-lua/determinism';
import { constantsOf } from './constants.js';
import { luaLiteral } from './literals.js';
import { luaType } from './lua-types.js';
import { Tables } from './tables.js';
import { Writer } from './writer.js';

/**
 * A definition file for LuaLS (and other editors that read its annotations): the module as a global, as `require` gives it,
 * and its classes.
 */
export function luaDefinitions(module: ModuleDefinition): string {
  const { name, summary, functions, aliases = {}, classes = [], callableAsMethods, barredInWorkflows: use } = module;
  const methodOf = callableAsMethods ? `${name}lib` : undefined;
  const notes = use === undefined ? [] : [`Not in workflows: ${use}`];
  const writer = new Writer();
  writer.block(`---@meta ${name}`);
  writeClasses(writer, classes, notes);

  writer.block(
    ...[summary, ...notes].map((line) => `---${line}`),
    // As LuaLS calls its own: `channel` itself is the class of the objects.
    `---@class ${name}lib`,
    `${name} = {}`,
  );
  const inside = new Set<string>();
  const openTables = (path: string): void => {
    const parts = path.split('.').slice(0, -1);
    for (const [index] of parts.entries()) {
      const table = parts.slice(0, index + 1).join('.');
      if (inside.has(table)) continue;
      inside.add(table);
      writer.block(`---@class ${name}lib.${table}`, `${name}.${table} = {}`);
    }
  };
  for (const [path, definition] of Object.entries(functions)) {
    openTables(path);
    writer.function({ definition, path: `${name}.${path}`, wish: `${name}.${path}`, methodOf, notes });
  }
  const constants = constantsOf(module);
  for (const { path } of constants) openTables(path);
  const lines = constants.map(({ path, value, fixed }) => {
    const literal = fixed ? luaLiteral(value) : undefined;
    if (literal !== undefined) return [`${name}.${path} = ${literal}`];
    return [`---@type ${constantType(value)}`, `${name}.${path} = nil`];
  });
  if (lines.length > 0) writer.block(...lines.flat());
  for (const [alias, target] of Object.entries(aliases)) {
    openTables(alias);
    writer.block(`---The same as \`${name}.${target}\`.`, `${name}.${alias} = ${name}.${target}`);
  }
  writer.block(`return ${name}`);
  return writer.toString();
}

export function constantType(value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'bigint' || Number.isSafeInteger(value) ? 'integer' : typeof value;
  }
  return luaType((value as { type: never }).type, 'out', new Tables(), 'table');
}

/** Classes, each by the last part of its name inside of the file: `Duration` for `time.Duration`. */
export function writeClasses(writer: Writer, classes: readonly ClassDefinition[], notes: readonly string[] = []): void {
  const taken = new Set<string>();
  for (const definition of classes) {
    const last = definition.name.split('.').at(-1) as string;
    // A capital, so that `error` stays what it is.
    const wish = last.replace(/(?:^|[^A-Za-z0-9]+)(\w?)/g, (_, letter: string) => letter.toUpperCase());
    const local = taken.has(wish) ? `${wish}${taken.size}` : wish;
    taken.add(local);
    writer.class(definition, local, notes);
  }
}
