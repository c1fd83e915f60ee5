import type { Type } from '@durable-lua/determinism';
import { notRun, report, type Case } from '../case.js';
import { callablesOf, callOf, type Callable } from '../module/callable.js';
import { makeCalls, type CallOutcome } from '../run/calls.js';
import { operatorsOf } from '../module/operators.js';
import { OF_EACH_TYPE, samplesOf, wrongFor } from '../module/samples.js';
import type { Subject } from '../run/subject.js';

interface Attempt {
  readonly call: string;
  /** Why the outcome is wrong. */
  readonly judge: (outcome: CallOutcome | undefined) => string | undefined;
}

/** For each parameter: does each wrong type give the standard error, and never an exception of JavaScript? */
export function argumentsCheck(subject: Subject): Case[] {
  const operators = operatorsOf(subject.definition, subject.options).map(({ className, calls }) => {
    const title = `operators of ${className} bear operands of any type`;
    return calls === undefined
      ? notRun('arguments', title, `give an instance of ${className}`)
      : bears(subject, title, calls);
  });
  const callables = callablesOf(subject.definition, subject.options).map((callable): Case => {
    const title = `${callable.name} refuses what is not declared, and bears what is`;
    const attempts = attemptsOf(callable);
    if (typeof attempts === 'string') return notRun('arguments', title, attempts);
    return {
      check: 'arguments',
      title,
      run: async () => {
        const calls = Object.fromEntries(attempts.map(({ call }, index) => [`${index}`, call]));
        const outcomes = await makeCalls(subject, calls).catch((error: unknown) => {
          throw new Error(`${callable.name} threw an exception of JavaScript: ${String(error)}`);
        });
        report(
          attempts.flatMap(({ call, judge }, index) => {
            const why = judge(outcomes[`${index}`]);
            return why === undefined ? [] : [`${call}: ${why}`];
          }),
        );
      },
    };
  });
  return [...callables, ...operators];
}

function bears(subject: Subject, title: string, calls: readonly string[]): Case {
  return {
    check: 'arguments',
    title,
    run: async () => {
      const outcomes = await makeCalls(subject, Object.fromEntries(calls.map((call, index) => [`${index}`, call])));
      report(
        calls.flatMap((call, index) => {
          const why = inLua(outcomes[`${index}`]);
          return why === undefined ? [] : [`${call}: ${why}`];
        }),
      );
    },
  };
}

/** What to try; a text when the kit cannot. */
function attemptsOf(callable: Callable): readonly Attempt[] | string {
  const { definition, name, self } = callable;
  if (name.includes(':') && self === undefined) return `give an instance of ${name.split(':')[0]}`;
  const params = Object.entries(definition.params);
  const attempts: Attempt[] = [];
  for (const [index, [param, type]] of params.entries()) {
    const before = argumentsBefore(callable, index);
    if (before === undefined) return `give samples for ${name}`;
    const one = type.rest && type.of !== undefined ? type.of : type;
    for (const wrong of wrongFor(one, type.optional || type.rest)) {
      attempts.push({ call: callOf(callable, [...before, wrong]), judge: refused(callable, index + 1, param, one) });
    }
    for (const any of takesAnything(one) ? OF_EACH_TYPE : []) {
      attempts.push({ call: callOf(callable, [...before, any]), judge: inLua });
    }
  }
  return attempts;
}

/** Values for the parameters before one: those declared optional get nil where no sample says better. */
function argumentsBefore({ definition, samples }: Callable, index: number): readonly string[] | undefined {
  const types = Object.values(definition.params).slice(0, index);
  if (samples !== undefined) return types.map((_, i) => samples[i] ?? 'nil');
  return samplesOf(definition.params, () => undefined)?.slice(0, index);
}

const takesAnything = (type: Type<unknown>): boolean => ['value', 'payload', 'data'].includes(type.kind);

/**
 * The standard error: raised with a position, or returned as INVALID, as the function declares. A bad duration is raised as an
 * error object.
 */
function refused(
  { definition, shown }: Callable,
  position: number,
  param: string,
  { kind }: Type<unknown>,
): Attempt['judge'] {
  return (outcome) => {
    if (outcome === undefined) return 'waits instead of refusing its argument';
    if (definition.badArguments !== 'raise') {
      const returned = outcome.ok && outcome.kind === 'INVALID' && outcome.message?.includes(`#${position} (${param})`);
      return returned
        ? undefined
        : `expected nil and an INVALID error about #${position} (${param}), got ${outcome.text}`;
    }
    if (kind === 'duration') {
      const raised =
        !outcome.ok && outcome.raised === 'userdata' && outcome.message?.includes(`#${position} (${param})`);
      return raised ? undefined : `expected a raised error object about #${position} (${param}), got ${outcome.text}`;
    }
    const start = new RegExp(
      `^kit\\.lua:\\d+: bad argument #${position} to '${shown.replace(/\./g, '\\.')}' \\(.+\\)$`,
    );
    const raised = !outcome.ok && outcome.raised === 'string' && start.test(outcome.message ?? '');
    return raised
      ? undefined
      : `expected "kit.lua:…: bad argument #${position} to '${shown}' (…)", got ${outcome.text}`;
  };
}

/** Any outcome will do that Lua can see. */
const inLua: Attempt['judge'] = (outcome) =>
  outcome?.raised === undefined || ['string', 'userdata'].includes(outcome.raised)
    ? undefined
    : `raised a ${outcome.raised}, expected a string or an error object`;
