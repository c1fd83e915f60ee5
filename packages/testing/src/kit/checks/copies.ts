import type { ModuleDefinition } from '@durable-lua/determinism';
import { notRun, report, type Case } from '../case.js';
import { outcomeInWords } from '../run/outcome.js';
import { packModule } from '../module/pack.js';
import { scenariosOf } from '../run/scenarios.js';
import type { Subject } from '../run/subject.js';

/** Do errors and values of a second loaded copy still count? Apps may hold two copies of the interface package. */
export function copies(subject: Subject): Case[] {
  const { entry } = subject.files;
  if (entry === undefined)
    return [notRun('copies', 'a second copy', 'the file that exports the definition is not given')];
  let copy: Promise<ModuleDefinition> | undefined;
  return scenariosOf(subject).map((scenario) => ({
    check: 'copies',
    title: `${scenario.name}: a copy with its own copy of the interface behaves the same`,
    run: async () => {
      copy ??= secondCopy(entry, subject.name);
      const { inWorkflow } = scenario;
      const [own, other] = await Promise.all([
        outcome(subject.simulate(scenario, { inWorkflow })),
        outcome(subject.simulate(scenario, { inWorkflow, definition: await copy })),
      ]);
      report(own === other ? [] : [`as it is: ${own}`, `as a copy: ${other}`]);
    },
  }));
}

async function outcome(run: Promise<unknown>): Promise<string> {
  try {
    return outcomeInWords({ ok: true, value: await run });
  } catch (error) {
    return outcomeInWords({ ok: false, error });
  }
}

async function secondCopy(entry: string, name: string): Promise<ModuleDefinition> {
  const code = await packModule(entry, 'everything');
  const url = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
  const exported = (await import(/* @vite-ignore */ url)) as Record<string, unknown>;
  const copy = Object.values(exported).find((value) => (value as Partial<ModuleDefinition> | null)?.name === name);
  if (copy === undefined) throw new Error(`${entry} exports no module '${name}'`);
  return copy as ModuleDefinition;
}
