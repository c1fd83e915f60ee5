import type { Data } from '@durable-lua/determinism';
import { describeEntry, type Outcome } from '../../journal/history.js';
import type { Recorded } from '../../journal/record.js';
import type { Case } from '../case.js';
import { difference, outcomeInWords } from '../run/outcome.js';
import { scenariosOf, type Scenario } from '../run/scenarios.js';
import type { Subject } from '../run/subject.js';

/** Same seed, same script: same results and same effects? Two states side by side: no crosstalk? */
export function determinism(subject: Subject): Case[] {
  return scenariosOf(subject).flatMap((scenario) => {
    const run = () => subject.record(scenario, { inWorkflow: scenario.inWorkflow });
    return [
      {
        check: 'determinism',
        title: `${scenario.name}: a second run is the same`,
        run: async () => compare(scenario, await run(), await run(), 'the second run'),
      },
      {
        check: 'determinism',
        title: `${scenario.name}: two states side by side do not meet`,
        run: async () => {
          const alone = await run();
          const [one, other] = await Promise.all([run(), run()]);
          compare(scenario, alone, one, 'a run beside another');
          compare(scenario, alone, other, 'a run beside another');
        },
      },
    ];
  });
}

function compare(scenario: Scenario, first: Recorded<Data>, second: Recorded<Data>, who: string): void {
  const effects = ({ history }: Recorded<Data>) => history.entries.map(describeEntry);
  const [before, after] = [effects(first), effects(second)];
  const parted = before.findIndex((entry, index) => entry !== after[index]);
  if (parted >= 0) {
    throw new Error(
      `${scenario.name}: ${who} parted at effect ${parted + 1}: ${before[parted]} the first time, ${after[parted] ?? 'nothing'} then`,
    );
  }
  if (after.length > before.length) throw new Error(`${scenario.name}: ${who} asked for more: ${after[before.length]}`);
  const [result, again] = [outcomeInWords(first.outcome), outcomeInWords(second.outcome)];
  if (result === again) return;
  const names = differing(first.outcome, second.outcome);
  const of = names.length === 0 ? '' : ` of ${names.join(', ')}`;
  throw new Error(`${scenario.name}: ${who} gave another result${of}: ${difference(result, again)}`);
}

/** The names in two tables of results whose results differ. */
function differing(first: Outcome<Data>, second: Outcome<Data>): readonly string[] {
  const [one, other] = [resultsOf(first), resultsOf(second)];
  const words = (value: Data): string => outcomeInWords({ ok: true, value });
  return Object.keys(one).filter((name) => words(one[name]) !== words(other[name]));
}

const resultsOf = (outcome: Outcome<Data>): Readonly<Record<string, Data>> =>
  outcome.ok && typeof outcome.value === 'object' && outcome.value !== null && !Array.isArray(outcome.value)
    ? (outcome.value as Readonly<Record<string, Data>>)
    : {};
