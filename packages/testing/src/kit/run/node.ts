import { operation, type Data, type Processes } from '@durable-lua/determinism';
import { nodeHost } from '@durable-lua/host-node';
import type { Script } from '../options.js';
import type { Subject } from './subject.js';

/** Runs a script in real time on the Node host. What it calls and starts are fakes. */
export async function runInNode(subject: Subject, script: Script): Promise<Data> {
  const world = subject.host({ inWorkflow: false });
  const { functions, processes: others, log } = world.capabilities;
  if (functions === undefined || others === undefined || log === undefined)
    throw new Error('a simulation has all of these');
  const processes: Processes = {
    id: others.id,
    pid: others.pid,
    spawn: (request) => others.spawn(request),
    exec: (request) => others.exec(request),
    send: (to, message) => {
      if (to !== others.pid) return others.send(to, message);
      host.deliver({ ...message, from: others.pid });
      return operation(Promise.resolve(), () => undefined);
    },
  };
  const host = nodeHost({ functions, processes, log, context: subject.options.world?.context ?? {} });
  return subject.start(script)(host);
}
