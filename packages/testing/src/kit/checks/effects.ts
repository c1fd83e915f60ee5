import { report, type Case } from '../case.js';
import { scenariosOf } from '../run/scenarios.js';
import { Observed, spyOn } from '../run/spy.js';
import type { Subject } from '../run/subject.js';
import { insteadOf, trapped } from '../run/traps.js';

/** With traps on every way around the host: does everything pass through it, and only what `needs` and `wants` declare? */
export function effects(subject: Subject): Case[] {
  const cases = scenariosOf(subject).map((scenario): Case => {
    const title = `${scenario.name}: every effect is asked of the host, and declared`;
    return {
      check: 'effects',
      title,
      run: async () => {
        const observed = new Observed();
        const definition = spyOn(subject.definition, observed);
        // How it ends is for the conformance check to say.
        const run = () =>
          subject.simulate(scenario, { definition, inWorkflow: scenario.inWorkflow }).catch(() => undefined);
        const { harmless = {} } = subject.options;
        const uses = [...(await trapped(run))].filter(([name]) => !Object.hasOwn(harmless, name));
        report([...uses.map(inWords), ...observed.undeclared]);
      },
    };
  });
  return [...cases, needsAreUsed(subject)];
}

const inWords = ([name, users]: readonly [string, ReadonlySet<string>]): string =>
  `${[...users].join(', ') || 'the module'} used ${name}, which no host gave: ${insteadOf(name)}`;

function needsAreUsed(subject: Subject): Case {
  const files = Object.keys(subject.files.conformance ?? {}).length;
  return {
    check: 'effects',
    title: 'what needs and wants declare is used by the conformance files',
    ...(files === 0 ? { notRun: 'no conformance files are given' } : {}),
    run: async () => {
      const observed = new Observed();
      const definition = spyOn(subject.definition, observed);
      for (const scenario of scenariosOf(subject)) {
        await subject.simulate(scenario, { definition, inWorkflow: scenario.inWorkflow }).catch(() => undefined);
      }
      const { needs, wants = [] } = subject.definition;
      const idle = (names: readonly string[], where: string) =>
        names
          .filter((name) => !observed.used.has(name))
          .map((name) => `${where} declares '${name}', which nothing uses: take it out, or add a conformance case`);
      report([...idle(needs, 'needs'), ...idle(wants, 'wants')]);
    },
  };
}
