import type { Payload } from '@durable-lua/determinism';
import { inShort, type ComparedEvent } from '@durable-lua/worker/replaying';
import type { EventView, Lane } from './model.js';
import { payloadText } from './payload-text.js';
import type { Secrets } from './secrets.js';

/** Events that go on with, or end, what another one began: which attribute names it. */
const BEGINNINGS = ['scheduledEventId', 'startedEventId', 'initiatedEventId'] as const;

function laneOf(type: string): Lane {
  if (type.startsWith('WorkflowTask')) return 'lua';
  if (type.startsWith('ActivityTask') || type === 'MarkerRecorded') return 'activity';
  if (type.startsWith('Timer')) return 'timer';
  if (type.includes('ChildWorkflow')) return 'child';
  if (type.includes('Signal') || type.includes('Update')) return 'message';
  return 'run';
}

function outcomeOf(type: string): EventView['outcome'] {
  if (/(?:Failed|TimedOut|Terminated)$/.test(type)) return 'failed';
  if (/(?:Canceled|CancelRequested)$/.test(type)) return 'canceled';
  return /(?:Completed|Fired|ContinuedAsNew)$/.test(type) ? 'good' : undefined;
}

/** The events of a history, for people. */
export function viewsOf(history: object, compared: readonly ComparedEvent[], secrets: Secrets): EventView[] {
  const { events } = history as { readonly events: readonly { readonly eventTime?: unknown }[] };
  const timers = new Map<string, number>();
  return compared.map(({ id, type, attributes }, index) => {
    const timer = String(attributes['timerId'] ?? '');
    if (type === 'TimerStarted') timers.set(timer, id);
    const of = type === 'TimerFired' || type === 'TimerCanceled' ? timers.get(timer) : beginningOf(type, attributes);
    const attempts = Number(attributes['attempt'] ?? 1);
    const outcome = outcomeOf(type);
    const data = dataOf(attributes, secrets);
    return {
      id,
      type,
      attributes: inShort(attributes),
      time: timeOf(events[index]?.eventTime),
      lane: laneOf(type),
      ...(of === undefined ? {} : { of }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(attempts > 1 ? { attempts } : {}),
      ...(data.length === 0 ? {} : { data }),
    };
  });
}

function beginningOf(type: string, attributes: Readonly<Record<string, unknown>>): number | undefined {
  if (type === 'ActivityTaskScheduled' || type.endsWith('Initiated')) return undefined;
  for (const name of BEGINNINGS) {
    const id = Number(attributes[name] ?? 0);
    if (id > 0) return id;
  }
  return undefined;
}

function timeOf(time: unknown): number {
  if (typeof time === 'string') return Date.parse(time);
  const { seconds, nanos } = (time ?? {}) as { readonly seconds?: unknown; readonly nanos?: unknown };
  return Number(seconds ?? 0) * 1000 + Math.floor(Number(nanos ?? 0) / 1e6);
}

/** Fields with payloads. */
const CARRIED = ['input', 'result', 'lastFailure', 'failure', 'lastHeartbeatDetails'] as const;

function dataOf(attributes: Readonly<Record<string, unknown>>, secrets: Secrets): (readonly [string, string])[] {
  // What our own activities carry are random bytes, keys and what is signed.
  const { name } = (attributes['activityType'] ?? {}) as { readonly name?: unknown };
  if (typeof name === 'string' && name.startsWith('@')) return [];
  return CARRIED.flatMap((field): (readonly [string, string])[] => {
    const { payloads } = (attributes[field] ?? {}) as { readonly payloads?: readonly Payload[] | null };
    return (payloads ?? []).map((payload, index, all) => [
      all.length === 1 ? field : `${field} ${index + 1}`,
      payloadText(payload, secrets),
    ]);
  });
}
