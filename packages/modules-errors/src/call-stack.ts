/** One Lua function that was running. */
export interface Frame {
  readonly source: string;
  readonly line: number;
  readonly name: string | undefined;
}

export interface CallStack {
  /** What the coroutine runs, by its outermost function: `main chunk`, `function <order.lua:7>`. */
  readonly thread: string;
  /** Innermost first. */
  readonly frames: readonly Frame[];
}

/** `\torder.lua:12: in function 'charge'`, also `in upvalue 'charge'`, `in main chunk`, `in function <order.lua:9>`. */
const FRAME = /^\s*(.+?):(\d+): in (.*)$/;

/**
 * The Lua functions named in a traceback, `undefined` when there are none. Lines about code that is not Lua, which have no
 * line number, are left out.
 */
export function callStack(traceback: string): CallStack | undefined {
  let thread = '';
  const frames: Frame[] = [];
  for (const text of traceback.split('\n')) {
    const match = FRAME.exec(text);
    if (match === null) continue;
    const [, source = '', line, what = ''] = match;
    frames.push({ source, line: Number(line), name: /'([^']*)'$/.exec(what)?.[1] });
    thread = what;
  }
  return frames.length === 0 ? undefined : { thread, frames };
}
