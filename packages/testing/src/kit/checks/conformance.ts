import { notRun, type Case } from '../case.js';
import { runInNode } from '../run/node.js';
import type { Subject } from '../run/subject.js';

/** Do the module's own Lua files hold under every host? */
export function conformance(subject: Subject): Case[] {
  if (Object.keys(subject.files.conformance ?? {}).length === 0) {
    return [notRun('conformance', 'conformance/*.lua', 'no conformance files are given')];
  }
  const inWorkflow = subject.scripts(true);
  const outside = subject.scripts(false);
  return [
    ...inWorkflow.map((file) => ({
      check: 'conformance' as const,
      title: `${file.name}: in a simulated workflow`,
      run: async () => void (await subject.simulate(file)),
    })),
    ...outside.map((file) => ({
      check: 'conformance' as const,
      title: `${file.name}: in a simulated function`,
      run: async () => void (await subject.simulate(file, { inWorkflow: false })),
    })),
    ...outside.map((file) => ({
      check: 'conformance' as const,
      title: `${file.name}: in Node`,
      run: async () => void (await runInNode(subject, file)),
    })),
  ];
}
