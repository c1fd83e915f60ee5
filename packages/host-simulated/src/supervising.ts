import {
  type CancelRequest,
  type Operation,
  type ProcessOptions,
  type SpawnRequest,
  type Supervision,
} from '@durable-lua/determinism';
import type { Execution } from './execution.js';
import type { SimulatedRun } from './run.js';

type Bond = 'child' | 'monitored' | 'linked';

/** Watching and ending others, for one run. */
export class SimulatedSupervision implements Supervision {
  constructor(private readonly run: SimulatedRun) {}

  get options(): ProcessOptions {
    return this.own.supervisor.options;
  }

  setOptions(changes: Partial<ProcessOptions>): void {
    this.own.supervisor.setOptions(changes);
  }

  monitor(target: string): Operation<void> {
    return this.run.act(() => this.add(this.simulation.known(target, this.run), target, 'monitored'));
  }

  unmonitor(target: string): Operation<void> {
    return this.run.act(() => this.remove(target, 'monitored'));
  }

  link(target: string): Operation<void> {
    return this.run.act(() => this.linkTo(this.simulation.known(target, this.run), target));
  }

  unlink(target: string): Operation<void> {
    return this.run.act(() => {
      this.remove(target, 'linked');
      const other = this.simulation.reach(target, this.run);
      if (other?.supervisor.remove(this.own.pid, 'linked')) this.own.unwatch(other);
    });
  }

  cancel(target: string, request: CancelRequest): Operation<void> {
    const { pid } = this.own;
    return this.run.act(() => this.simulation.open(target, this.run).current.requestCancel({ ...request, from: pid }));
  }

  terminate(target: string): Operation<void> {
    const reason = `process.terminate by ${this.own.pid}`;
    return this.run.act(() => this.simulation.terminate(this.simulation.open(target, this.run), reason));
  }

  /** What a spawn ties. In a workflow whatever it starts is its child, and watched without being asked. */
  bind(spawned: Execution, isNew: boolean, { monitor, link }: SpawnRequest): void {
    const { pid } = spawned;
    if (isNew && this.run.inWorkflow) this.add(spawned, pid, 'child');
    if (monitor) this.add(spawned, pid, 'monitored');
    if (link) this.linkTo(spawned, pid);
  }

  private linkTo(other: Execution, target: string): void {
    const { own } = this;
    if (other === own) return;
    this.add(other, target, 'linked');
    if (other.closed === undefined && other.supervisor.add(own.pid, 'linked', own.kind)) own.watch(other, own.pid);
  }

  private add(other: Execution, target: string, bond: Bond): void {
    const pid = this.nameOf(other) ?? target;
    if (this.own.supervisor.add(pid, bond, other.kind)) other.watch(this.own, pid);
  }

  private remove(target: string, bond: 'monitored' | 'linked'): void {
    const other = this.simulation.reach(target, this.run);
    const pid = (other && this.nameOf(other)) ?? target;
    if (this.own.supervisor.remove(pid, bond)) other?.unwatch(this.own);
  }

  /** The text by which this run watches another already: one target is watched once, however it is called. */
  private nameOf(other: Execution): string | undefined {
    return this.own.supervisor.watched.find((pid) => this.simulation.reach(pid, this.run) === other);
  }

  private get own(): Execution {
    return this.run.execution;
  }

  private get simulation() {
    return this.run.simulation;
  }
}
