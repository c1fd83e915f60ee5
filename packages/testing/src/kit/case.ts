/** The questions the kit asks, in this order. */
export const CHECKS = [
  'shape',
  'load',
  'arguments',
  'values',
  'effects',
  'determinism',
  'replay',
  'yield',
  'cancel',
  'handles',
  'work',
  'bundle',
  'copies',
  'readme',
  'conformance',
  'server',
] as const;

export type CheckName = (typeof CHECKS)[number];

/** One thing that is tried. */
export interface Case {
  readonly check: CheckName;
  readonly title: string;
  /** Why it cannot be tried here. */
  readonly notRun?: string;
  /** Rejects with what is wrong, in words for the author of the module. */
  run(): Promise<void>;
}

export interface Result {
  readonly check: CheckName;
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'not run';
  /** What is wrong, or why it was not tried. */
  readonly reason?: string;
}

export const notRun = (check: CheckName, title: string, reason: string): Case => ({
  check,
  title,
  notRun: reason,
  run: () => Promise.reject(new Error(`not run: ${reason}`)),
});

/** Fails with all findings at once, one a line. */
export function report(findings: readonly string[]): void {
  if (findings.length > 0) throw new Error([...new Set(findings)].join('\n'));
}
