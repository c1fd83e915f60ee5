import { noopMetricMeter, type MetricCounter, type MetricGauge, type MetricHistogram } from '@temporalio/common';
import { Runtime } from '@temporalio/worker';
import { LuaError } from '@durable-lua/determinism';
import { HOST_FUNCTIONS } from '@durable-lua/determinism/host';
import type { ProcessNode, StateEnd } from '@durable-lua/host-node';
import { METRICS } from '@durable-lua/host-workflow/program';

/** How often what is there is counted. Milliseconds. */
const INTERVAL = 2_000;

interface Instruments {
  readonly processes: MetricGauge;
  readonly messages: MetricGauge;
  readonly work: MetricCounter;
  readonly failures: MetricCounter;
  readonly memory: MetricHistogram;
}

/** Our figures of a node, beside the SDK's and wherever those go. Nothing is counted where they go nowhere. */
export class NodeMetrics {
  private instruments: Instruments | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly hosts = new Set<string>([HOST_FUNCTIONS]);

  /** Begins to count, once there is a connection: only then does the SDK have somewhere to count. */
  start(node: ProcessNode): void {
    if (this.timer !== undefined) return;
    const { metricMeter: meter } = Runtime.instance();
    if (meter === noopMetricMeter) return;
    this.instruments = {
      processes: meter.createGauge(METRICS.processes.name, 'int', '', METRICS.processes.description),
      messages: meter.createGauge(METRICS.messages.name, 'int', '', METRICS.messages.description),
      work: meter.createCounter(METRICS.work.name, '', METRICS.work.description),
      failures: meter.createCounter(METRICS.failures.name, '', METRICS.failures.description),
      memory: meter.createHistogram(METRICS.memory.name, 'int', 'By', METRICS.memory.description),
    };
    this.count(node);
    this.timer = setInterval(() => this.count(node), INTERVAL).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.instruments = undefined;
  }

  /** A Lua state of a function call or a process has ended. */
  ended({ entry, host, usage, error }: StateEnd): void {
    const { instruments } = this;
    if (instruments === undefined) return;
    const tags = { entry, kind: host === HOST_FUNCTIONS ? 'function' : 'process' };
    const { units, bytes } = usage();
    instruments.work.add(units, tags);
    instruments.memory.record(bytes, tags);
    if (error !== undefined)
      instruments.failures.add(1, { ...tags, error: LuaError.is(error) ? error.kind : 'defect' });
  }

  private count(node: ProcessNode): void {
    const processes = new Map<string, number>();
    const messages = new Map<string, number>();
    for (const { host, mailbox } of node.processes) {
      this.hosts.add(host);
      processes.set(host, (processes.get(host) ?? 0) + 1);
      for (const { count } of mailbox.waiting()) messages.set(host, (messages.get(host) ?? 0) + count);
    }
    // A host that has nothing any more is at 0, and not at what it had last.
    for (const host of this.hosts) {
      this.instruments?.processes.set(processes.get(host) ?? 0, { host });
      this.instruments?.messages.set(messages.get(host) ?? 0, { host });
    }
  }
}
