import { callablesOf, callOf } from '../module/callable.js';
import { script } from './calls.js';
import type { Script } from '../options.js';
import type { Subject } from './subject.js';

/** A script to run in several ways, and where it runs. */
export interface Scenario extends Script {
  readonly inWorkflow: boolean;
}

/** The conformance files of a module, and one script that calls everything the kit has samples for. */
export function scenariosOf(subject: Subject): readonly Scenario[] {
  const files = [true, false].flatMap((inWorkflow) =>
    subject
      .scripts(inWorkflow)
      .filter(({ name }) => inWorkflow || !subject.scripts(true).some((other) => other.name === name))
      .map((file) => ({ ...file, inWorkflow })),
  );
  return [...files, { name: 'every function', source: everything(subject), inWorkflow: subject.isForWorkflows }];
}

function everything(subject: Subject): string {
  const calls = callablesOf(subject.definition, subject.options).flatMap((callable) =>
    callable.samples === undefined
      ? []
      : [`try(${JSON.stringify(callable.name)}, function() return ${callOf(callable, callable.samples)} end)`],
  );
  return script(subject, `${calls.join('\n')}\nkit.rest()\nreturn results`);
}
