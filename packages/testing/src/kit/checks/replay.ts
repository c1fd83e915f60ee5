import type { Case } from '../case.js';
import { scenariosOf } from '../scripts.js';
import type { Subject } from '../subject.js';

/** Fed the recorded effects, does it ask for the same in the same order and perform none? At every prefix? */
export function replayCheck(subject: Subject): Case[] {
  // Outside a workflow nothing is ever replayed.
  return scenariosOf(subject)
    .filter(({ inWorkflow }) => inWorkflow)
    .flatMap((scenario) => [
      {
        check: 'replay',
        title: `${scenario.name}: replays whole`,
        run: async () => {
          const outcome = await subject.replay(scenario, await subject.record(scenario));
          if (outcome === undefined) throw new Error('the replay waits for something that the run did not wait for');
          if (!outcome.ok) throw outcome.error;
        },
      },
      {
        check: 'replay',
        title: `${scenario.name}: goes on after a replay forced before every event`,
        run: async () => void (await subject.record(scenario, { replayAlways: true })),
      },
    ]);
}
