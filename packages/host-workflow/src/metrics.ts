import { metricMeter } from '@temporalio/workflow';
import { LuaError } from '@durable-lua/determinism';
import type { Lua } from '@durable-lua/lua-vm';
import { METRICS } from './program.js';

/** Counts a run at its end: what it used in all, which is the same however often it was replayed. Silent in a replay. */
export function countRun(entry: string, { units, bytes }: ReturnType<Lua['usage']>, error?: unknown): void {
  const tags = { entry, kind: 'workflow' };
  const { work, memory, failures } = METRICS;
  metricMeter.createCounter(work.name, '', work.description).add(units, tags);
  metricMeter.createHistogram(memory.name, 'int', 'By', memory.description).record(bytes, tags);
  if (error === undefined) return;
  const kind = LuaError.is(error) ? error.kind : 'defect';
  metricMeter.createCounter(failures.name, '', failures.description).add(1, { ...tags, error: kind });
}
