import { callOptionSet, type Data, type OptionProblem, type WrongValue } from '@durable-lua/determinism';
import { callOptionProblems, optionTableOf } from '@durable-lua/determinism/host';
import type { Cursor } from '../fields/index.js';
import { containsEnv } from '../fields/env.js';
import type { FindingCode } from '../findings.js';
import { isTable, type Table } from '../yaml/raw.js';

const CODES: Readonly<Record<WrongValue, FindingCode>> = {
  type: 'E-FIELD-TYPE',
  range: 'E-RANGE',
  duration: 'E-DURATION',
  choice: 'E-ENUM',
  empty: 'E-FIELD-REQUIRED',
};

/**
 * Reports everything that is wrong with the default call options of a function, as a call would find it.
 * @param local whether its entry says that it is a local activity.
 */
export function checkCallOptions(options: Table, local: boolean, at: Cursor): void {
  for (const problem of callOptionProblems(optionTableOf(options as Record<string, Data>), local)) {
    report(problem, cursorAt(problem, at));
  }
  for (const [name, value] of Object.entries(options)) {
    if (callOptionSet.ours.test(name)) warnOfEnv(value, at.key(name));
  }
}

function cursorAt(problem: OptionProblem, at: Cursor): Cursor {
  const cursor = problem.path.reduce((place, key) => place.key(key), at);
  return problem.kind === 'value' && problem.item !== undefined ? cursor.item(problem.item) : cursor;
}

function report(problem: OptionProblem, at: Cursor): void {
  switch (problem.kind) {
    case 'value':
      return at.report(CODES[problem.wrong], `expected ${problem.expected}, found ${problem.found}`);
    case 'unknown': {
      const remedy =
        problem.near === undefined ? `known fields: ${problem.known.join(', ')}` : `did you mean "${problem.near}"?`;
      return at.report('E-FIELD-UNKNOWN', `unknown field "${at.name}"; ${remedy}`, 'key');
    }
    case 'contradiction':
      return at.report('E-RANGE', `"${at.name}" cannot stand beside "${problem.other.at(-1)}": ${problem.why}`);
    case 'unavailable': {
      const message = `"${at.name}" does not apply to ${problem.side}; remove one of the two`;
      return at.report('E-FIELD-UNKNOWN', message, 'key');
    }
  }
}

/** Options are plain values: no environment variable is put into them. */
function warnOfEnv(value: unknown, at: Cursor): void {
  if (Array.isArray(value)) value.forEach((item, index) => warnOfEnv(item, at.item(index)));
  else if (isTable(value)) for (const [key, item] of Object.entries(value)) warnOfEnv(item, at.key(key));
  else if (typeof value === 'string' && containsEnv(value)) {
    at.report('W-UNSUPPORTED', `\${env:…} is not put in here: "${at.name}" is taken as it is written`);
  }
}
