import {
  invalid,
  type Functions,
  type Operation,
  type OutgoingMessage,
  type Payload,
  type Processes,
  type SpawnRequest,
} from '@durable-lua/determinism';
import { decodeData } from '@durable-lua/lua-vm';
import {
  ACTIVITY_SPAWN,
  processTarget,
  type ProcessTarget,
  type SpawnProcessRequest,
} from '@durable-lua/temporal-wire';
import type { ChildStarts } from './child-starts.js';
import type { Destinations } from './destinations.js';
import { internal } from './internal.js';
import type { Program } from './program.js';
import type { Run } from './run.js';
import type { Signals } from './signals.js';
import { inSteps } from './steps.js';
import type { WorkflowSupervision } from './supervision.js';
import type { Updates } from './updates.js';
import { done } from './watches.js';

export interface ProcessesOptions {
  readonly run: Run;
  readonly program: Program;
  /** Entry ID of the running workflow. */
  readonly id: string;
  readonly pid: string;
  readonly destinations: Destinations;
  readonly signals: Signals;
  readonly children: ChildStarts;
  readonly supervision: WorkflowSupervision;
  readonly functions: Functions;
  readonly updates: Updates;
}

/** Starting others, and messages to them. */
export class WorkflowProcesses implements Processes {
  readonly id: string;
  readonly pid: string;

  constructor(private readonly on: ProcessesOptions) {
    this.id = on.id;
    this.pid = on.pid;
  }

  send(target: string, message: OutgoingMessage): Operation<void> {
    const to = this.on.destinations.find(target);
    if (to.kind !== 'update') return this.on.signals.send(to, message.topic, message.args);
    this.on.updates.answer(to.id, message);
    return done(undefined);
  }

  spawn(request: SpawnRequest): Operation<string> {
    const target = processTarget(this.on.program.directory, request);
    return target === undefined ? this.on.children.spawn(request) : this.spawnProcess(request, target);
  }

  exec(request: SpawnRequest): Operation<Payload> {
    const target = processTarget(this.on.program.directory, request);
    if (target === undefined) return this.on.children.exec(request);
    const { args, context, messages } = request;
    if (messages.length > 0)
      throw invalid('exec on a process.host takes no messages: spawn the process to send it some');
    return this.on.functions.start({
      id: target.entry,
      args,
      options: {},
      ...(context === undefined ? {} : { context }),
    });
  }

  /** On any node that has the host; its end is watched without being asked, as that of a child. */
  private spawnProcess(request: SpawnRequest, { entry, host }: ProcessTarget): Operation<string> {
    const { run, supervision, destinations } = this.on;
    const { name, messages, context, link, monitor } = request;
    const heads = messages.map(({ topic, args }) => ({ topic, count: args.length }));
    return inSteps(this.on.run, async (step, asking) => {
      const answer = await step(() =>
        internal(run, {
          activity: ACTIVITY_SPAWN,
          request: (id) =>
            ({
              entry,
              host,
              from: this.pid,
              id,
              ...(name === undefined ? {} : { name }),
              ...(heads.length === 0 ? {} : { messages: heads }),
              ...(link === true ? { link } : {}),
            }) satisfies SpawnProcessRequest,
          payloads: [...request.args, ...messages.flatMap(({ args }) => args)],
          options: { startToCloseTimeout: 30_000, retry: { maximumAttempts: 5 } },
          context,
        }),
      );
      const pid = decodeData(answer) as string;
      const to = destinations.addressee(pid);
      if (to.kind === 'self') return pid;
      const { watches } = supervision;
      const known = watches.nameOf(to.key, pid);
      watches.supervisor.add(known, 'child', 'process');
      if (monitor === true) watches.supervisor.add(known, 'monitored', 'process');
      if (link === true) watches.supervisor.add(known, 'linked', 'process');
      asking(() => watches.begin(to));
      return pid;
    });
  }
}
