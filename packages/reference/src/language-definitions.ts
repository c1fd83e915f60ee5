import { writeClasses } from './definitions.js';
import { classes, kept, libraries, refusedEverywhere, refusedInWorkflows, type LanguageOptions } from './language.js';
import { luaLiteral } from './literals.js';
import { Writer, comment } from './writer.js';

/** Libraries of which so little is left that an editor should know only this. */
const REPLACED = new Set(['os', 'io', 'debug']);

/**
 * The definition file of the language as durable-lua has it: the classes of the engine, what is added to Lua 5.3 and what is
 * refused. An editor reads it besides its own, best with its own `io`, `os` and `debug` disabled.
 */
export function languageDefinitions({ except = [] }: LanguageOptions = {}): string {
  const writer = new Writer();
  writer.block('---@meta _');
  writeClasses(
    writer,
    classes.filter(({ name }) => !except.includes(name)),
  );
  for (const library of REPLACED) writer.block(`---@class ${library}lib`, `${library} = {}`);
  for (const { name, functions, constants = {}, classes: own = [] } of libraries) {
    writeClasses(writer, own);
    for (const [path, definition] of Object.entries(functions)) {
      writer.function({ definition, path: `${name}.${path}`, wish: `${name}.${path}` });
    }
    const lines = Object.entries(constants).map(([path, value]) => `${name}.${path} = ${luaLiteral(value)}`);
    if (lines.length > 0) writer.block(...lines);
  }
  for (const [path, definition] of Object.entries(kept)) writer.function({ definition, path, wish: path });
  writer.block('---The same as `table.unpack`.', 'unpack = table.unpack');

  for (const { names, use } of refusedEverywhere) {
    for (const name of names) {
      writer.block(...comment(`Not available: use ${use}.`), '---@deprecated', `function ${name}(...) end`);
    }
  }
  for (const { names, use } of refusedInWorkflows) {
    for (const name of names.filter((one) => one.startsWith('math.'))) {
      writer.block(...comment(`Not in workflows: use ${use}.`), `function ${name}(...) end`);
    }
  }
  return writer.toString();
}
