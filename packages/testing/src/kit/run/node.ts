import type { Data } from '@durable-lua/determinism';
import { defined, Mailbox } from '@durable-lua/determinism/host';
import { nodeHost } from '@durable-lua/host-node';
import type { Script } from '../options.js';
import type { Subject } from './subject.js';

/** Runs a script in real time on the Node host. What it calls, starts and watches are fakes, which also fill its mailbox. */
export async function runInNode(subject: Subject, script: Script): Promise<Data> {
  const world = subject.host({ inWorkflow: false });
  const { functions, processes, supervision, names, continuation, log, mailbox } = world.capabilities;
  if (!(mailbox instanceof Mailbox)) throw new Error('a simulation has a mailbox');
  const context = subject.options.world?.context ?? {};
  const host = nodeHost({
    mailbox,
    context,
    ...defined({ functions, processes, supervision, names, continuation, log }),
  });
  return subject.start(script)({ ...host, attach: (vm) => world.attach?.(vm) });
}
