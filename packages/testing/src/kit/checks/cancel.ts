import { report, type Case } from '../case.js';
import { script, type CallOutcome } from '../run/calls.js';
import type { Subject } from '../run/subject.js';
import { waitingCalls } from '../run/waiting.js';

/** Does a cancelled wait end at once, with kind `CANCELED`, and does a `pcall` around it let the run end? */
export function cancel(subject: Subject): Case[] {
  return [
    {
      check: 'cancel',
      title: 'a cancel request ends every wait at once, with kind CANCELED',
      run: async () => {
        const findings: string[] = [];
        for (const { callable, call } of await waitingCalls(subject, true)) {
          const why = await interrupted(subject, call);
          if (why !== undefined) findings.push(`${callable.name}: ${why}`);
        }
        report(findings);
      },
    },
  ];
}

async function interrupted(subject: Subject, call: string): Promise<string | undefined> {
  const host = subject.host({ nothingEnds: true });
  const source = script(subject, `return describe(pcall(function() return ${call} end))`);
  const begin = host.now;
  host.cancel();
  const result = await host.until(subject.start({ name: 'kit.lua', source })(host)).catch((error: unknown) => {
    return { ok: false, text: String(error), types: '' };
  });
  const outcome = result as CallOutcome;
  // It did not wait here: whatever it gave, there was nothing to cancel.
  if (outcome.ok && outcome.kind === undefined && host.now === begin) return undefined;
  if (host.now !== begin) return `went on waiting for ${host.now - begin} ms after the request`;
  if (outcome.kind !== undefined && outcome.kind !== 'CANCELED') return endedBefore(outcome);
  return outcome.kind === 'CANCELED' ? undefined : `ended with ${outcome.text}, expected an error of kind CANCELED`;
}

/** A refusal that came before any wait. */
const endedBefore = ({ kind, text }: CallOutcome): string | undefined =>
  kind === 'INVALID' || kind === 'NOT_FOUND' ? undefined : `ended with ${text}, expected an error of kind CANCELED`;
