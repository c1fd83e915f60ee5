import { compareFindings, formatFinding, type Finding } from '@durable-lua/registry';
import type { Work } from '../command.js';
import { codeFrame } from '../code-frame.js';
import type { Screen } from '../screen.js';
import { findAll } from './find-all.js';

interface Options {
  readonly strict: boolean;
  readonly history?: readonly string[];
}

export const check: Work = async ({ args: [dir = '.'], options, screen }) => {
  const root = screen.within(dir);
  const { strict, history = [] } = options<Options>();
  const { findings, entries } = await screen.step('checking', () => findAll(root, history));
  findings.sort(compareFindings);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const summary = { errors, warnings: findings.length - errors, entries };
  screen.result({ ...summary, findings }, [...findings.map((one) => shown(one, screen)), said(summary)].join('\n'));
  return errors > 0 || (strict && findings.length > 0) ? 1 : 0;
};

/** A finding with the lines around it. */
function shown(finding: Finding<string>, screen: Screen): string {
  const { red, yellow, isColorSupported } = screen.colors;
  const frame = codeFrame(screen.root, finding, isColorSupported);
  const line = (finding.severity === 'error' ? red : yellow)(formatFinding(finding));
  return frame === undefined ? line : `${line}\n${frame}\n`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

function said({ errors, warnings, entries }: { errors: number; warnings: number; entries: number }): string {
  if (errors + warnings === 0) return `no mistakes found in ${entries === 1 ? '1 entry' : `${entries} entries`}`;
  return `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
}
