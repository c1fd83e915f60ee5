import { report, type Case } from '../case.js';
import { makeCalls, type CallOutcome } from '../run/calls.js';
import type { Subject } from '../run/subject.js';
import { waitingCalls } from '../run/waiting.js';

/** Where a call may stand when it waits. Each gives what the call gives, or its first result. */
const PLACES: Readonly<Record<string, (call: string) => string>> = {
  'in pcall': (call) => `select(2, pcall(function() return ${call} end))`,
  'in a coroutine of the program': (call) => `coroutine.wrap(function() return ${call} end)()`,
  'in a metamethod': (call) => `setmetatable({}, { __index = function() return (${call}) end }).field`,
  'in an iterator': (call) =>
    `(function() for v in function(_, last) if last == nil then return (${call}) or false end end do return v end end)()`,
};

/** Does each waiting function work inside `pcall`, a coroutine, a metamethod, and in two coroutines at once? */
export function yieldCheck(subject: Subject): Case[] {
  return [
    {
      check: 'yield',
      title: 'what waits can wait anywhere, and more than once at a time',
      run: async () => {
        const findings: string[] = [];
        for (const { callable, call } of await waitingCalls(subject, false)) {
          const plain = (await makeCalls(subject, { plain: call }))['plain'];
          for (const [place, within] of Object.entries(PLACES)) {
            const there = (await makeCalls(subject, { there: within(call) }))['there'];
            const why = differs(plain, there);
            if (why !== undefined) findings.push(`${callable.name} ${place}: ${why}`);
          }
          const twice = await makeCalls(subject, { one: call, other: call });
          const waitsForOne = differs(plain, twice['one']) === undefined && differs(plain, twice['other']);
          if (waitsForOne) findings.push(`${callable.name} in two coroutines at once: ${waitsForOne}`);
        }
        report(findings);
      },
    },
  ];
}

function differs(plain: CallOutcome | undefined, there: CallOutcome | undefined): string | undefined {
  if (plain === undefined)
    return there === undefined ? undefined : `ends with ${there.text}, although it waits elsewhere`;
  if (there === undefined) return 'never ends';
  if (there.ok !== plain.ok) return `${there.message ?? there.text}, although elsewhere it gives ${plain.text}`;
  return undefined;
}
