import {
  canceled,
  mergeContext,
  parsePid,
  type Operation,
  type OutgoingMessage,
  type Payload,
  type Processes,
  type SpawnRequest,
} from '@durable-lua/determinism';
import { checkName, WORKER } from '@durable-lua/determinism/host';
import { UPDATE } from './answers.js';
import type { SimulatedRun } from './run.js';
import type { Started } from './simulation.js';

/** Other runs as one run reaches them. */
export class SimulatedProcesses implements Processes {
  readonly id: string;
  readonly pid: string;

  constructor(private readonly run: SimulatedRun) {
    this.id = run.id;
    this.pid = run.pid;
  }

  send(to: string, message: OutgoingMessage): Operation<void> {
    const { run } = this;
    const { node, host, id } = parsePid(to) ?? {};
    if (node === undefined && host === UPDATE) return run.act(() => run.handlers.answer(id as string, message));
    const toWorkflow = run.simulation.reach(to, run)?.kind === 'workflow';
    if (run.inWorkflow || toWorkflow) {
      checkName('topic', message.topic);
      run.sends(message.args);
    }
    const over = run.begins('messages');
    const sent = run.effect<void>((end) => {
      run.simulation.open(to, run).current.deliver({ ...message, from: this.pid });
      run.simulation.time.schedule(0, () => end.resolve());
    });
    void sent.result.then(over, over);
    return sent;
  }

  spawn(request: SpawnRequest): Operation<string> {
    const start = this.begin(request);
    return this.run.effect((end) => {
      const { execution, isNew } = start();
      this.run.supervision.bind(execution, isNew, request);
      end.resolve(execution.pid);
    });
  }

  exec(request: SpawnRequest): Operation<Payload> {
    const { run } = this;
    const { time } = run.simulation;
    let started: Started | undefined;
    const start = this.begin(request);
    return run.effect<Payload>(
      (end) => {
        started = start();
        started.execution.end.promise.then(
          (value) => time.schedule(0, () => end.resolve(value)),
          (error: unknown) => time.schedule(0, () => end.reject(error)),
        );
      },
      (withdraw, end) => {
        if (started === undefined) return withdraw();
        // The end of the caller leaves alone what it waits for: that is for the parent close policy to say.
        if (run.over) return;
        const { parentClosePolicy, waitForCancellation = false } = request.options;
        const passesOn = !run.inWorkflow || (started.isNew && parentClosePolicy !== 'abandon');
        if (passesOn) started.execution.current.requestCancel({ from: this.pid });
        if (passesOn && (waitForCancellation || !run.inWorkflow)) return;
        time.schedule(0, () => end.reject(canceled()));
      },
    );
  }

  private measure({ host, name, args, messages, options }: SpawnRequest): void {
    const { inWorkflow, simulation } = this.run;
    const isWorkflow = inWorkflow || simulation.options.hosts?.[host] === WORKER;
    if (!isWorkflow) return;
    checkName('workflow ID', options.id ?? name ?? '');
    this.run.sends([...args, ...messages.flatMap((message) => message.args)]);
  }

  /** Measures and counts a start. @returns what starts @throws LuaError `INVALID`, `RATE_LIMITED` for what a server refuses */
  private begin(request: SpawnRequest): () => Started {
    this.measure(request);
    const over = this.run.begins('children');
    return () => {
      const { simulation, context } = this.run;
      try {
        const started = simulation.start(
          { ...request, context: mergeContext(context, request.context) },
          { parent: this.run },
        );
        started.execution.end.promise.then(over, over);
        return started;
      } catch (error) {
        over();
        throw error;
      }
    };
  }
}
