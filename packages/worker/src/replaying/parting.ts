import { DeterminismViolationError } from '@temporalio/workflow';
import type { LuaPlace } from '@durable-lua/lua-vm';
import type { GivenCommand } from './recorder.js';

/** An event of a history, as far as it is needed to compare it. */
export interface ComparedEvent {
  readonly id: number;
  /** `ActivityTaskScheduled` */
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Something of which people read in a few words. */
export interface InShort {
  readonly type: string;
  /** What identifies it: IDs, names, durations. No payloads. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Where the commands of the code and a history part. */
export interface Parting {
  /**
   * The event that the code has given no command for, or gives another command before. Undefined where the history has nothing
   * more in the place of a command.
   */
  readonly event: (InShort & { readonly id: number }) | undefined;
  /** The command that the code gave, or the first of them that the history does not have. Undefined where it gave none. */
  readonly command: (InShort & { readonly place: LuaPlace | undefined }) | undefined;
  /** ID of the event at which the workflow task began. */
  readonly task: number;
  /** Where the code stood when that task had ended, if it gave no command in place of the event. */
  readonly rest?: LuaPlace;
}

/** A history and the code part; `parting` says where, as far as the replay was in this process. */
export class PartedError extends DeterminismViolationError {
  constructor(
    readonly parting: Parting,
    override readonly cause: Error,
  ) {
    super(describeParting(parting));
  }
}

/** One sentence of it. */
export function describeParting({ event, command, task, rest }: Parting): string {
  const here = event === undefined ? `after event ${task}` : `at event ${event.id}`;
  const expected = event === undefined ? 'nothing more' : shown(event);
  const from = command?.place === undefined ? 'the code gave' : `${showPlace(command.place)} gave`;
  const none =
    rest === undefined ? 'the code gave no such command' : `the code stands at ${showPlace(rest)} and gave none`;
  const given = command === undefined ? none : `${from} ${shown(command)}`;
  return `history and code part ${here}: the history has ${expected}, ${given}`;
}

const showPlace = ({ file, line, function: name, coroutine }: LuaPlace): string =>
  `${file}:${line} (${name}, ${coroutine})`;

function shown({ type, attributes }: InShort): string {
  const entries = Object.entries(attributes).map(([name, value]) => `${name} ${value}`);
  return entries.length === 0 ? type : `${type} (${entries.join(', ')})`;
}

/** Events of a history as the SDK fetches it. */
export function comparedEvents(history: object): readonly ComparedEvent[] {
  const { events = [] } = history as { readonly events?: readonly Readonly<Record<string, unknown>>[] };
  return events.map((event, index) => {
    const [name, attributes] =
      Object.entries(event).find(
        ([key, value]) => key.endsWith(SUFFIX) && typeof value === 'object' && value !== null,
      ) ?? [];
    const type = name === undefined ? 'Unknown' : name.slice(0, -SUFFIX.length);
    return {
      id: Number(event['eventId'] ?? index + 1),
      type: type.charAt(0).toUpperCase() + type.slice(1),
      attributes: (attributes ?? {}) as ComparedEvent['attributes'],
    };
  });
}

const SUFFIX = 'EventAttributes';

type Attributes = Readonly<Record<string, unknown>>;

interface Kind {
  readonly event: string;
  /** Whether an event of this type is that of the command; they are in order. */
  readonly fits?: (event: Attributes, command: Attributes) => boolean;
}

const nameOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'name' in value ? value.name : value;
const same = (a: unknown, b: unknown): boolean => String(nameOf(a) ?? '') === String(nameOf(b) ?? '');

/** Which event each command becomes. */
const KINDS: Readonly<Record<string, Kind>> = {
  startTimer: { event: 'TimerStarted', fits: (event, command) => same(event['timerId'], command['seq']) },
  cancelTimer: { event: 'TimerCanceled', fits: (event, command) => same(event['timerId'], command['seq']) },
  scheduleActivity: {
    event: 'ActivityTaskScheduled',
    fits: (event, command) =>
      same(event['activityId'], command['activityId']) && same(event['activityType'], command['activityType']),
  },
  requestCancelActivity: { event: 'ActivityTaskCancelRequested' },
  scheduleLocalActivity: { event: 'MarkerRecorded', fits: (event) => event['markerName'] === 'core_local_activity' },
  setPatchMarker: { event: 'MarkerRecorded', fits: (event) => event['markerName'] === 'core_patch' },
  startChildWorkflowExecution: {
    event: 'StartChildWorkflowExecutionInitiated',
    fits: (event, command) =>
      same(event['workflowId'], command['workflowId']) && same(event['workflowType'], command['workflowType']),
  },
  cancelChildWorkflowExecution: { event: 'RequestCancelExternalWorkflowExecutionInitiated' },
  requestCancelExternalWorkflowExecution: { event: 'RequestCancelExternalWorkflowExecutionInitiated' },
  signalExternalWorkflowExecution: {
    event: 'SignalExternalWorkflowExecutionInitiated',
    fits: (event, command) => same(event['signalName'], command['signalName']),
  },
  upsertWorkflowSearchAttributes: { event: 'UpsertWorkflowSearchAttributes' },
  modifyWorkflowProperties: { event: 'WorkflowPropertiesModified' },
  completeWorkflowExecution: { event: 'WorkflowExecutionCompleted' },
  failWorkflowExecution: { event: 'WorkflowExecutionFailed' },
  cancelWorkflowExecution: { event: 'WorkflowExecutionCanceled' },
  continueAsNewWorkflowExecution: { event: 'WorkflowExecutionContinuedAsNew' },
};

/** Whether the server, or the SDK's core, writes the event without a command of the code. */
const isAddedByCore = ({ type, attributes }: ComparedEvent): boolean =>
  type === 'UpsertWorkflowSearchAttributes' &&
  'TemporalChangeVersion' in
    ((attributes['searchAttributes'] as { readonly indexedFields?: object } | undefined)?.indexedFields ?? {});

/** Of each event of a command which it is, by the event's ID. A command that the SDK takes back within its task has none. */
export function matchCommands(
  events: readonly ComparedEvent[],
  commands: readonly GivenCommand[],
): ReadonlyMap<number, GivenCommand> {
  const matched = new Map<number, GivenCommand>();
  /** Those that have no event yet, by the type of the event that they become; and updates. */
  const waiting = new Map<string, GivenCommand[]>();
  const starts = startsOfTasks(events);
  let next = 0;
  for (const event of events) {
    const task = starts.get(
      Number(event.attributes['workflowTaskCompletedEventId'] ?? event.attributes[SEQUENCING] ?? NaN),
    );
    if (task === undefined && !event.type.startsWith('WorkflowExecutionUpdate')) continue;
    for (; next < commands.length && (commands[next] as GivenCommand).task <= (task ?? event.id); next++) {
      const command = commands[next] as GivenCommand;
      const type = KINDS[command.type]?.event ?? updateEvent(command);
      if (type === undefined) continue;
      const line = waiting.get(type);
      if (line === undefined) waiting.set(type, [command]);
      else line.push(command);
    }
    const line = waiting.get(event.type) ?? [];
    const at = line.findIndex((command) => KINDS[command.type]?.fits?.(event.attributes, command.attributes) ?? true);
    if (at >= 0) matched.set(event.id, line.splice(at, 1)[0] as GivenCommand);
  }
  return matched;
}

const SEQUENCING = 'acceptedRequestSequencingEventId';

function updateEvent({ type, attributes }: GivenCommand): string | undefined {
  if (type !== 'updateResponse') return undefined;
  if (attributes['accepted'] != null) return 'WorkflowExecutionUpdateAccepted';
  return attributes['completed'] != null ? 'WorkflowExecutionUpdateCompleted' : undefined;
}

/** IDs of the events at which workflow tasks began, by those at which they were completed. */
export function startsOfTasks(events: readonly ComparedEvent[]): ReadonlyMap<number, number> {
  const starts = new Map<number, number>();
  for (const { id, type, attributes } of events) {
    if (type === 'WorkflowTaskCompleted') starts.set(id, Number(attributes['startedEventId'] ?? id - 1));
  }
  return starts;
}

/** Where they part, of a replay that the SDK has ended for that; undefined where this cannot tell. */
export function partingOf(
  events: readonly ComparedEvent[],
  commands: readonly GivenCommand[],
  rests: ReadonlyMap<number, LuaPlace> = new Map(),
): Parting | undefined {
  const matched = matchCommands(events, commands);
  const starts = startsOfTasks(events);
  const last = Math.max(commands.at(-1)?.task ?? 0, [...rests.keys()].at(-1) ?? 0);
  const taskOf = (event: ComparedEvent): number | undefined =>
    starts.get(Number(event.attributes['workflowTaskCompletedEventId'] ?? NaN));
  const missing = events.find((one) => {
    const task = taskOf(one);
    return (
      task !== undefined && task <= last && COMMAND_EVENTS.has(one.type) && !matched.has(one.id) && !isAddedByCore(one)
    );
  });
  const missingIn = missing === undefined ? undefined : taskOf(missing);
  /** Those that fit an event before that one. */
  const before = new Set(
    [...matched].filter(([id]) => missing === undefined || id < missing.id).map(([, given]) => given),
  );
  const command = commands.find(
    (one) =>
      !before.has(one) &&
      one.task >= (missingIn ?? 0) &&
      KINDS[one.type] !== undefined &&
      !isTakenBack(one, commands) &&
      !isOfTheEnd(one, commands),
  );
  // One too many stands before what the code gives after it.
  const event = missing ?? (command && events.find(({ id }) => isAfter(command, matched.get(id), commands)));
  const task = missingIn ?? (event && taskOf(event));
  // One that is given when the history ends has its event still to come.
  if (event === undefined && (command === undefined || ![...starts.values()].includes(command.task))) return undefined;
  const at = task ?? command?.task ?? last;
  const rest = command === undefined ? rests.get(at) : undefined;
  return {
    event: event && { id: event.id, type: event.type, attributes: inShort(event.attributes) },
    command: command && { type: command.type, attributes: inShort(command.attributes), place: command.place },
    task: at,
    ...(rest !== undefined && { rest }),
  };
}

/** Whether a command comes later, in the same task. */
function isAfter(command: GivenCommand, other: GivenCommand | undefined, commands: readonly GivenCommand[]): boolean {
  return other?.task === command.task && commands.indexOf(other) > commands.indexOf(command);
}

const ENDS: ReadonlySet<string> = new Set([
  ...[
    'completeWorkflowExecution',
    'failWorkflowExecution',
    'cancelWorkflowExecution',
    'continueAsNewWorkflowExecution',
  ],
]);

/** Whether it only takes back what was under way, because the run ends. */
function isOfTheEnd({ type, task }: GivenCommand, commands: readonly GivenCommand[]): boolean {
  return /cancel/i.test(type) && !ENDS.has(type) && commands.some((one) => one.task === task && ENDS.has(one.type));
}

const COMMAND_EVENTS = new Set(Object.values(KINDS).map(({ event }) => event));

const TAKES_BACK: Readonly<Record<string, string>> = {
  startTimer: 'cancelTimer',
  cancelTimer: 'startTimer',
  scheduleActivity: 'requestCancelActivity',
  requestCancelActivity: 'scheduleActivity',
  startChildWorkflowExecution: 'cancelChildWorkflowExecution',
  cancelChildWorkflowExecution: 'startChildWorkflowExecution',
};

/** Whether a command of the same task takes it back: then neither has an event. */
function isTakenBack({ type, task, attributes }: GivenCommand, commands: readonly GivenCommand[]): boolean {
  const other = TAKES_BACK[type];
  const seq = attributes['seq'] ?? attributes['childWorkflowSeq'];
  return commands.some(
    (one) =>
      one.type === other && one.task === task && (one.attributes['seq'] ?? one.attributes['childWorkflowSeq']) === seq,
  );
}

/** In the order in which they are shown. */
const SHOWN = [
  'activityType',
  'activityId',
  'workflowType',
  'workflowId',
  'signalName',
  'markerName',
  'patchId',
  'timerId',
  'startToFireTimeout',
  'seq',
] as const;

/** What identifies an event or command. */
export function inShort(attributes: Attributes): Readonly<Record<string, string>> {
  const short: Record<string, string> = {};
  for (const name of SHOWN) {
    const value = nameOf(attributes[name]);
    const text = isDuration(value) ? `${Number(value.seconds ?? 0) + (value.nanos ?? 0) / 1e9}s` : value;
    if (typeof text === 'string' || typeof text === 'number') short[name] = String(text);
  }
  const { message } = (attributes['failure'] ?? {}) as { readonly message?: unknown };
  if (typeof message === 'string') short['message'] = message.length > 200 ? `${message.slice(0, 200)} …` : message;
  return short;
}

const isDuration = (value: unknown): value is { readonly seconds?: unknown; readonly nanos?: number | null } =>
  typeof value === 'object' && value !== null && ('seconds' in value || 'nanos' in value);
