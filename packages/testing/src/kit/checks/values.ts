import { notRun, report, type Case } from '../case.js';
import { callablesOf, callOf, type Callable } from '../module/callable.js';
import { makeCalls } from '../run/calls.js';
import { edgesOf } from '../module/samples.js';
import { Observed, spyOn } from '../run/spy.js';
import type { Subject } from '../run/subject.js';

/** Values at the edges of what is declared: does the module bear them, and give back what it declares? */
export function values(subject: Subject): Case[] {
  return callablesOf(subject.definition, subject.options).flatMap((callable) => {
    const title = `${callable.name} bears the edges of its types and gives what it declares`;
    if (callable.samples === undefined) return [notRun('values', title, `give samples for ${callable.name}`)];
    const calls = edgeCalls(callable, callable.samples);
    return [
      {
        check: 'values',
        title,
        run: async () => {
          const observed = new Observed();
          const definition = spyOn(subject.definition, observed);
          const labelled = Object.fromEntries(calls.map((call, index) => [`${index}`, call]));
          const thrown = await makeCalls(subject, labelled, { definition }).then(
            () => [],
            (error: unknown) => [`${callable.name} threw an exception of JavaScript: ${String(error)}`],
          );
          // A misfit can be why something was thrown.
          report([...observed.misfits, ...thrown]);
        },
      },
    ];
  });
}

/** The samples, then each argument in turn at each edge of its type. */
function edgeCalls(callable: Callable, samples: readonly string[]): readonly string[] {
  const types = Object.values(callable.definition.params);
  const edges = types.flatMap((type, index) =>
    edgesOf(type.rest && type.of !== undefined ? type.of : type).map((edge) => {
      const args = types.slice(0, Math.max(samples.length, index + 1)).map((_, i) => samples[i] ?? 'nil');
      args[index] = edge;
      return callOf(callable, args);
    }),
  );
  return [callOf(callable, samples), ...edges];
}
