import type { LintCode } from './finding.js';

/** `check: ignore L-UNREAD-ERR, L-SHADOW`, in a comment; without a code, all of them. */
const IGNORE = /(?:--|#).*\bcheck:\s*ignore\b(?<codes>(?:[\s,]+L-[A-Z-]+)*)/;
const COMMENT = /^\s*(?:--|#)/;

/** Whether a comment on the line, or alone on the line above, says that this finding is meant. `line` counts from 1. */
export function isSilenced(lines: readonly string[], line: number, code: LintCode): boolean {
  const above = lines[line - 2] ?? '';
  return silences(lines[line - 1] ?? '', code) || (COMMENT.test(above) && silences(above, code));
}

function silences(text: string, code: LintCode): boolean {
  const codes = IGNORE.exec(text)?.groups?.['codes'];
  return codes !== undefined && (codes.trim() === '' || codes.split(/[\s,]+/).includes(code));
}
