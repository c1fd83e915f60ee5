/** Words of Lua or JavaScript that no module can be called: both export and require it by its name. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'and break case catch class const continue debugger default delete do else elseif end enum export extends false finally for ' +
    'function goto if implements import in instanceof interface let local new nil not null or package private protected ' +
    'public repeat return static super switch then this throw true try typeof until var void while with yield await eval ' +
    // Part of the language for every Lua author.
    'string table math utf8 coroutine os io debug print require package assert error ipairs next pairs pcall xpcall select ' +
    'rawequal rawget rawlen rawset setmetatable getmetatable tonumber tostring type unpack load loadstring loadfile dofile ' +
    'collectgarbage ' +
    // What the files of a module import, besides.
    'arguments undefined fn describe it'
  ).split(' '),
);

/** Why a module cannot have this name, and what to do; undefined if it can. */
export function moduleNameFault(name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*$/.test(name)) {
    return `"${name}" cannot be a module: one lower-case word is expected, such as geo or sms2`;
  }
  return RESERVED.has(name) ? `"${name}" is a word of Lua or of JavaScript: choose another name` : undefined;
}

/** A text or a file name of the template, for the module of this name. */
export const moduleFile = (text: string, name: string): string => text.replaceAll('specimen', name);
