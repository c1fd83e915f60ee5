import { invalid, type LuaError } from '@durable-lua/determinism';
import { historyFromJson } from './history-json.js';

/** What we read of the first event: spelled alike in JSON and in what the SDK fetches. */
export interface Start {
  readonly workflowId?: string | null;
  readonly workflowType?: { readonly name?: string | null } | null;
  readonly taskQueue?: { readonly name?: string | null } | null;
}

export interface ReadHistory {
  readonly start: Start;
  /** As the SDK fetches it. */
  readonly history: object;
  /** Whether it has a workflow task: of one without, the SDK would wait for more for ever. */
  readonly isBegun: boolean;
}

type Event = Readonly<Record<string, unknown>>;

const HOW = 'temporal workflow show --workflow-id <id> --output json';
const STARTED = 'workflowExecutionStartedEventAttributes';
const TASK_SCHEDULED = 'workflowTaskScheduledEventAttributes';
const TASK_STARTED = 'workflowTaskStartedEventAttributes';
/** What may come after a workflow task has started. */
const TASK_ENDS = [
  'workflowTaskCompletedEventAttributes',
  'workflowTaskFailedEventAttributes',
  'workflowTaskTimedOutEventAttributes',
  'workflowExecutionTerminatedEventAttributes',
];

/**
 * A history as the SDK can replay it. The SDK waits without end for the first workflow task of one that has none, and for what
 * comes next of one whose events are in disorder.
 * @throws LuaError `INVALID` for something that is no history, or is not whole.
 */
export function readHistory(given: unknown): ReadHistory {
  const events = eventsOf(given);
  const start = events[0]?.[STARTED];
  if (!isRecord(start)) throw noHistory();
  checkOrder(events);
  // Event IDs are numbers of 64 bits, and so texts in JSON.
  const isJson = typeof events[0]?.['eventId'] === 'string';
  try {
    const isBegun = events.some((event) => isRecord(event[TASK_SCHEDULED]));
    return { start, isBegun, history: isJson ? historyFromJson({ events }) : (given as object) };
  } catch (error) {
    throw noHistory(`: ${(error as Error).message}`);
  }
}

const isRecord = (value: unknown): value is Event =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function noHistory(why = ''): LuaError {
  return invalid(
    `this is no history of a workflow${why}: expected events that begin with WorkflowExecutionStarted (${HOW})`,
  );
}

function eventsOf(given: unknown): readonly Event[] {
  if (typeof given === 'string') throw noHistory(', but text: parse it with JSON.parse()');
  const { events } = isRecord(given) ? given : {};
  if (!Array.isArray(events) || events.length === 0) throw noHistory();
  events.forEach((event: unknown, index) => {
    if (!isRecord(event)) throw noHistory(`: its event ${index + 1} is no object`);
    if (typeof event['eventId'] !== 'string') return;
    const attributes = Object.keys(event).filter((key) => key.endsWith('EventAttributes') && isRecord(event[key]));
    if (attributes.length !== 1) throw noHistory(`: its event ${index + 1} does not say what happened`);
  });
  return events as Event[];
}

function checkOrder(events: readonly Event[]): void {
  const notWhole = (why: string) => invalid(`this history is not whole: ${why}. Fetch it again (${HOW})`);
  events.forEach((event, index) => {
    const id = index + 1;
    // A Long, in what the SDK fetches.
    const found = String(event['eventId']);
    if (found !== String(id)) throw notWhole(`event ${id} expected, got one with the eventId ${found.slice(0, 40)}`);
    const next = events[index + 1];
    // What the SDK has decoded has every field, of which one is set.
    if (
      isRecord(event[TASK_STARTED]) &&
      next !== undefined &&
      !TASK_ENDS.some((attributes) => isRecord(next[attributes]))
    ) {
      throw notWhole(`event ${id}, a workflow task, is followed by no end of it`);
    }
  });
  if (events.length === 1) throw notWhole('it has no workflow task, so that there is nothing to replay');
}
