import { readFileSync } from 'node:fs';
import path from 'node:path';
import { codeFrameColumns } from '@babel/code-frame';

/** A place in a file; both count from 1. Without a column the whole line is meant. */
export interface Place {
  /** Relative to the project, or absolute. */
  readonly file: string;
  readonly line: number;
  readonly column?: number | undefined;
}

/** The lines around a place, with a mark at it; undefined when the file cannot be read or has no such line. */
export function codeFrame(root: string, { file, line, column }: Place, colors: boolean): string | undefined {
  let text: string;
  try {
    text = readFileSync(path.resolve(root, file), 'utf8');
  } catch {
    return undefined;
  }
  if (line < 1 || line > text.split('\n').length) return undefined;
  const start = column === undefined ? { line } : { line, column };
  return codeFrameColumns(text, { start }, { linesAbove: 2, linesBelow: 1, forceColor: colors });
}

/** The first `file.lua:12:` of an error's text or traceback. */
export function luaPlace(text: string): Place | undefined {
  const [, file, line] = /(?:^|[\s("'])([^\s:("']+\.lua):(\d+)/.exec(text) ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
}
