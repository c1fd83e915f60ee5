import type { Outcome } from '../../journal/history.js';
import { notRun, type Case } from '../case.js';
import { difference, outcomeInWords } from '../run/outcome.js';
import { scenariosOf } from '../run/scenarios.js';
import type { Subject } from '../run/subject.js';

/** Fed the recorded effects, does it ask for the same in the same order and perform none? At every prefix? */
export function replayCheck(subject: Subject): Case[] {
  const { barredInWorkflows: barred } = subject.definition;
  if (barred !== undefined) return [notRun('replay', 'replays', `barred in workflows: ${barred}`)];
  // Outside a workflow nothing is ever replayed.
  return scenariosOf(subject)
    .filter(({ inWorkflow }) => inWorkflow)
    .flatMap((scenario) => [
      {
        check: 'replay',
        title: `${scenario.name}: replays whole`,
        run: async () => {
          const recorded = await subject.record(scenario);
          const outcome = await subject.replay(scenario, recorded);
          if (outcome === undefined) throw new Error('the replay waits for something that the run did not wait for');
          same(recorded.outcome, outcome);
        },
      },
      {
        check: 'replay',
        title: `${scenario.name}: goes on after a replay forced before every event`,
        run: async () => {
          const { outcome } = await subject.record(scenario);
          same(outcome, (await subject.record(scenario, { replayAlways: true })).outcome);
        },
      },
    ]);
}

/** A replay that fails where the run did not, or differently. Other results are for the determinism check to find. */
function same(first: Outcome<unknown>, second: Outcome<unknown>): void {
  if (first.ok && second.ok) return;
  const [once, again] = [outcomeInWords(first), outcomeInWords(second)];
  if (once !== again) throw new Error(`the replay ended differently: ${difference(once, again)}`);
}
