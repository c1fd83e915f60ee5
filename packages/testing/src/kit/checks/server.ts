import { notRun, type Case } from '../case.js';
import type { Subject } from '../run/subject.js';

/** Runs on a real server, with and without a cache, and replays the history. Only when a server is given. */
export function server(subject: Subject): Case[] {
  const { barredInWorkflows: barred } = subject.definition;
  if (barred !== undefined) {
    return [notRun('server', 'conformance/*.lua on a real server', `barred in workflows: ${barred}`)];
  }
  const { server: kit } = subject.options;
  if (kit === undefined) return [notRun('server', 'conformance/*.lua on a real server', 'no server is given')];
  return subject.scripts(true).flatMap((file) => {
    const refusal = kit.enlist(subject.definition, file, subject.options.world ?? {});
    return kit.variants.map((variant): Case => {
      const title = `${file.name}: ${variant}`;
      if (refusal !== undefined) return notRun('server', title, refusal);
      return { check: 'server', title, run: () => kit.run(variant, subject.definition, file) };
    });
  });
}
