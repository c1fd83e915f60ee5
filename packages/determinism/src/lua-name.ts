const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const KEYWORDS: ReadonlySet<string> = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
);

/** Whether Lua code can use a text as a name. Pure. */
export const isLuaName = (text: string): boolean => NAME.test(text) && !KEYWORDS.has(text);
