import { makeVisible } from './visible.js';

/** What can be wrong with a project; the code is stable, the wording is not. */
export type FindingCode =
  | 'E-YAML'
  | 'E-VERSION'
  | 'E-NS'
  | 'E-ENTRIES'
  | 'E-NAME'
  | 'E-DUP'
  | 'E-KIND'
  | 'E-FIELD-REQUIRED'
  | 'E-FIELD-TYPE'
  | 'E-FIELD-UNKNOWN'
  | 'E-ENUM'
  | 'E-DURATION'
  | 'E-RANGE'
  | 'E-ENV'
  | 'E-SOURCE'
  | 'E-LUA'
  | 'E-METHOD'
  | 'E-MODULE'
  | 'E-REQUIRE'
  | 'E-IMPORT'
  | 'E-REF'
  | 'E-CYCLE'
  | 'E-TYPE-DUP'
  | 'E-META-WORKER'
  | 'E-AUTH'
  | 'E-TLS'
  | 'E-WORKER-CONFLICT'
  | 'E-OPT-UNSUPPORTED'
  | 'E-QUEUE-DUP'
  | 'E-ROUTE'
  | 'W-UNSUPPORTED'
  | 'W-UNBOUND';

/** A place in a file; both count from 1, columns in UTF-16 units. */
export interface Position {
  line: number;
  column: number;
}

/** One complaint about a project. Codes that start with `W-` are warnings and stop nothing. Other checks have other codes. */
export interface Finding<Code extends string = FindingCode> extends Position {
  code: Code;
  severity: 'error' | 'warning';
  /** Path of the file, relative to the project's root, with `/`: of the YAML file, where it is about an entry. */
  file: string;
  /** ID of the entry, if it is known. */
  entry?: string;
  /** Dotted path of the field inside the entry (or inside the file, without an entry). */
  field?: string;
  /** What was expected, what was found, and what to do. */
  message: string;
}

/** `<file>:<line>:<column>: <entry>: <field>: <message> [<code>]`; unknown parts are left out. */
export function formatFinding(finding: Finding<string>): string {
  const place = `${finding.file}:${finding.line}:${finding.column}`;
  const parts = [place, finding.entry, finding.field, finding.message].filter((part) => part !== undefined);
  return makeVisible(`${parts.join(': ')} [${finding.code}]`);
}

/** A finding about a field of an entry that was read. */
export function findingIn(
  { file, id }: { readonly file: string; readonly id: string },
  field: string,
  { line, column }: Position,
  code: FindingCode,
  message: string,
): Finding {
  return { code, severity: severityOf(code), file, line, column, entry: id, field, message };
}

export const severityOf = (code: FindingCode): Finding['severity'] => (code.startsWith('W-') ? 'warning' : 'error');

/** By file, line and column; the order of findings at one place is kept. */
export function compareFindings(a: Finding<string>, b: Finding<string>): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/** Thrown by `loadProject`: everything that is wrong with the project, in order. */
export class ProjectError extends Error {
  /** All findings, warnings included, ordered by file, line and column. */
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(findings.map(formatFinding).join('\n'));
    this.name = 'ProjectError';
    this.findings = findings;
  }
}
