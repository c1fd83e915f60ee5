import { compareFindings, severityOf, type Finding, type FindingCode } from './findings.js';

/** Collects findings; the severity follows from the code. */
export class Report {
  private readonly list: Finding[] = [];

  add(
    finding: Omit<Finding, 'severity' | 'code' | 'entry' | 'field'> & {
      code: FindingCode;
      entry?: string | undefined;
      field?: string | undefined;
    },
  ): void {
    const { entry, field, line, column, file, code, message } = finding;
    this.list.push({
      code,
      severity: severityOf(code),
      file,
      line,
      column,
      ...(entry !== undefined && { entry }),
      ...(field !== undefined && field !== '' && { field }),
      message,
    });
  }

  get hasErrors(): boolean {
    return this.list.some((finding) => finding.severity === 'error');
  }

  /** All findings, ordered by file, line and column. */
  sorted(): Finding[] {
    return [...this.list].sort(compareFindings);
  }
}
