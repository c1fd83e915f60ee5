/** One Lua function that was running, innermost first. */
export interface Frame {
  readonly source: string;
  readonly line: number;
  readonly name: string | undefined;
}

/** `\torder.lua:12: in function 'charge'`, also `in upvalue 'charge'`, `in main chunk`, `in function <order.lua:9>`. */
const FRAME = /^\s*(.+?):(\d+): in (?:(?:\w+ )+'([^']*)'|.*)$/;

/** The Lua functions named in a traceback. Lines about code that is not Lua, which have no line number, are left out. */
export function framesOf(traceback: string): Frame[] {
  return traceback.split('\n').flatMap((text) => {
    const match = FRAME.exec(text);
    if (match === null) return [];
    const [, source = '', line, name] = match;
    return [{ source, line: Number(line), name }];
  });
}
