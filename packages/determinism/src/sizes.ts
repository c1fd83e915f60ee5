import { invalid, LuaError } from './errors.js';
import type { SearchAttribute } from './options/start-types.js';
import type { Payload } from './payload.js';
import { unregistered, unregisteredError, type RegisteredAttributes } from './search-attributes.js';

/** What a Temporal server takes, in bytes. Measured on server 1.29, with what its documentation calls these limits. */

/** In one field, as arguments or as a result (`limit.blobSize.error`), and as memo of a workflow (`limit.memoSize.error`). */
export const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024;

/** In one request, such as everything that a workflow task asks for together (gRPC: "received message larger than max"). */
export const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

/** What one request has besides: its frame, and the failure of a run. */
export const REQUEST_RESERVE_BYTES = 256 * 1024;

/** What a failure may take: half of a field, for one request may hold the details of a heartbeat beside it. */
export const MAX_FAILURE_BYTES = MAX_PAYLOAD_BYTES / 2;

/** What the reason of a cancel request or of a termination may take. A server sets no limit of its own. */
export const MAX_REASON_BYTES = 16 * 1024;

/**
 * What a workflow pays for a command, in units: a server writes each into its database while the workflow task waits. A turn
 * of 10 million units has 4000 of them: more timers the dev server cannot store at a time ("too many SQL variables").
 */
export const COMMAND_UNITS = 2_500;

/** What the marker of a version costs on top: Temporal's core writes down all versions of a run anew for each. */
export const VERSION_UNITS = 10_000;

/** Of a name or an ID, such as a workflow ID, a topic or a task queue (`limit.maxIDLength`). */
export const MAX_NAME_BYTES = 1000;

/** Of one value of a search attribute (`limit.searchAttributesSizeOfValue`). */
export const MAX_SEARCH_VALUE_BYTES = 2 * 1024;

/** Of all search attributes of one request (`limit.searchAttributesTotalSize`), and how many there may be. */
export const MAX_SEARCH_ATTRIBUTES_BYTES = 40 * 1024;
export const MAX_SEARCH_ATTRIBUTES = 100;

/** How many activities, children and messages of one run may be under way at once (`limit.numPending….error`). */
export const MAX_PENDING = 2_000;

/** Of one run (`limit.historyCount.error`): beyond it the server terminates it. */
export const MAX_HISTORY_EVENTS = 51_200;
/** The same in bytes (`limit.historySize.error`). */
export const MAX_HISTORY_BYTES = 50 * 1024 * 1024;

/** A command is an event, and one or two more when it is done; a workflow task is three. */
export const EVENTS_PER_COMMAND = 3;

/** The limits that hold for one project. Servers can be configured to take less, or more. */
export interface SizeLimits {
  /** Bytes of one field, as a server counts them: all arguments together, a result, a message, a memo. 2 MiB by default. */
  readonly payload: number;
  /** Bytes of everything that one workflow task asks for, and of one request to a server. 4 MiB by default. */
  readonly request: number;
  /** Events in the history of one run. 51 200 by default. */
  readonly events: number;
  /** Activities of one run under way at once; children; messages. 2000 each by default. */
  readonly pending: number;
  /** By what a payload codec makes payloads longer: times `factor`, plus `bytes` for each. 1 and 0 by default. */
  readonly growth: { readonly factor: number; readonly bytes: number };
}

export const DEFAULT_SIZE_LIMITS: SizeLimits = {
  payload: MAX_PAYLOAD_BYTES,
  request: MAX_REQUEST_BYTES,
  events: MAX_HISTORY_EVENTS,
  pending: MAX_PENDING,
  growth: { factor: 1, bytes: 0 },
};

/** What the servers of a project take, where they are configured otherwise than usual. In bytes. */
export interface GivenSizeLimits {
  /** `limit.blobSize.error` of the server: one field, such as all arguments of a call. 2 MiB by default. */
  readonly payload?: number;
  /** The longest request, such as all commands of a workflow task. 4 MiB by default. */
  readonly request?: number;
  /** `limit.historyCount.error` of the server: events in the history of one run. 51 200 by default. */
  readonly events?: number;
  /** `limit.numPendingActivities.error` and its like: how much of one run may be under way at once. 2000 by default. */
  readonly pending?: number;
}

const LEAST: Readonly<Record<keyof GivenSizeLimits, readonly [number, string]>> = {
  payload: [1024, '1024 bytes'],
  request: [1024, '1024 bytes'],
  events: [50, '50'],
  pending: [1, '1'],
};

/** @throws LuaError `INVALID` for a limit that is none */
export function checkSizeLimits(given: GivenSizeLimits): void {
  for (const [name, value] of Object.entries(given)) {
    const [least, told] = LEAST[name as keyof GivenSizeLimits] ?? [Infinity, 'none'];
    if (typeof value === 'number' && value >= least && Number.isSafeInteger(value)) continue;
    throw invalid(`sizeLimits.${name}: an integer of at least ${told} expected, got ${String(value)}`);
  }
}

/** Bytes of a field of protobuf that is a message, text or bytes. */
const field = (length: number): number => 1 + varint(length) + length;
const varint = (n: number): number => (n < 128 ? 1 : 1 + varint(Math.floor(n / 128)));

/** As a server counts: the bytes of `temporal.api.common.v1.Payload` within `Payloads`. Its texts are ASCII. */
export function payloadBytes({ metadata, data }: Payload): number {
  let size = data === undefined || data === null || data.length === 0 ? 0 : field(data.length);
  for (const key in metadata) size += field(field(key.length) + field((metadata[key] as Uint8Array).length));
  return field(size);
}

/** Bytes of a field with these payloads, after a codec. */
export function fieldBytes(payloads: readonly Payload[], { growth }: Pick<SizeLimits, 'growth'>): number {
  let size = 0;
  for (const payload of payloads) size += Math.ceil(payloadBytes(payload) * growth.factor) + growth.bytes;
  return size;
}

/** The error for a field that is larger than its limit. */
export function tooLarge(what: string, size: number, limit: number, note = ''): Error {
  return invalid(
    `${what} of ${size} bytes exceeds the limit of ${limit}${note}: ` +
      'keep the data elsewhere, such as in a database or an object store, and send where it is',
  );
}

/**
 * Payloads that go into one field: what a server would refuse is an error before anything is sent.
 * @returns their bytes @throws LuaError `INVALID`
 */
export function checkField(
  payloads: readonly Payload[],
  limits: SizeLimits = DEFAULT_SIZE_LIMITS,
  what = 'payload',
): number {
  const size = fieldBytes(payloads, limits);
  if (size > limits.payload) throw tooLarge(what, size, limits.payload, together(payloads));
  return size;
}

/** What a worker accepts an update with repeats it, as one field. */
export interface SizedUpdate {
  readonly name: string;
  readonly id: string;
  readonly args: readonly Payload[];
  readonly headers: readonly Payload[];
}

/** In that field, beside what {@link SizedUpdate} holds: IDs of messages, the identity of the client. */
const UPDATE_FRAME_BYTES = 512;

/** Bytes of an update as a worker accepts it, at most. */
export const updateBytes = ({ name, id, args, headers }: SizedUpdate, limits: Pick<SizeLimits, 'growth'>): number =>
  fieldBytes(args, limits) + fieldBytes(headers, limits) + 3 * (name.length + 2 * id.length) + UPDATE_FRAME_BYTES;

/** @throws LuaError `INVALID` for an update over which a server would terminate the run that accepts it */
export function checkUpdate(update: SizedUpdate, limits: SizeLimits): void {
  const size = updateBytes(update, limits);
  if (size > limits.payload) throw tooLarge('update', size, limits.payload, together(update.args));
}

export const together = (payloads: readonly Payload[]): string =>
  payloads.length > 1 ? ` (${payloads.length} arguments together)` : '';

/** The error for a call that is one too many for its workflow task. */
export const taskTooLarge = (size: number, limit: number): Error =>
  invalid(
    `what this workflow task asks for would take ${size} bytes, more than the ${limit} that fit into one request: ` +
      'wait for some of it, or sleep for a moment, before you ask for more',
  );

/** The error for a call that would make a history longer than a server keeps. */
export const historyTooLong = (events: number, limit: number): LuaError =>
  invalid(
    `the history of this run has ${events} events, and a server keeps ${limit} of a run, or ` +
      `${MAX_HISTORY_BYTES} bytes: go on as a new run with workflow.continue_as_new, now or, better, earlier`,
  );

/** The error for one more under way than a server keeps. */
export const tooManyPending = (what: string, limit: number): LuaError =>
  new LuaError({
    kind: 'RATE_LIMITED',
    retryable: true,
    message: `${limit} ${what} of this run are under way, the most that a server keeps of one: wait for one first`,
  });

/** The error for a local activity whose result is one too many. */
export const localsTooLarge = (size: number, limit: number): LuaError =>
  invalid(
    `the results of local activities that run at the same time would take ${size} bytes, more than the ${limit} that are left for ` +
      'them in the workflow task: wait for one before you start the next, or let the function be no local activity',
  );

/** Room for everything that one workflow task asks for. */
export const taskRoom = ({ request }: SizeLimits): number => request - REQUEST_RESERVE_BYTES;

/** The marker of a local activity holds its result, and beside it about so many bytes. */
export const LOCAL_MARKER_BYTES = 512;

/** Of the room of a workflow task, what is kept free for the results of local activities while they run. */
export const localRoom = (limits: SizeLimits): number =>
  Math.max(limits.payload + LOCAL_MARKER_BYTES, Math.floor((taskRoom(limits) * 3) / 4));

const utf8 = new TextEncoder();

/** What is too large about search attributes, as they travel; undefined when nothing is. */
export function searchAttributesProblem(
  attributes: Readonly<Record<string, SearchAttribute | undefined>>,
): LuaError | undefined {
  const entries = Object.entries(attributes);
  if (entries.length > MAX_SEARCH_ATTRIBUTES) {
    return invalid(`${entries.length} search attributes exceed the limit of ${MAX_SEARCH_ATTRIBUTES}`);
  }
  let all = 0;
  for (const [name, attribute] of entries) {
    const data = utf8.encode(searchText(attribute));
    if (data.length > MAX_SEARCH_VALUE_BYTES) {
      return invalid(
        `search attribute '${name}' of ${data.length} bytes exceeds the limit of ${MAX_SEARCH_VALUE_BYTES} for a value`,
      );
    }
    const metadata = { encoding: utf8.encode('json/plain'), type: utf8.encode(attribute?.type.replace('_', '')) };
    all += field(field(utf8.encode(name).length) + payloadBytes({ metadata, data }));
  }
  if (all <= MAX_SEARCH_ATTRIBUTES_BYTES) return undefined;
  return invalid(
    `search attributes of ${all} bytes exceed the limit of ${MAX_SEARCH_ATTRIBUTES_BYTES} for all together`,
  );
}

/** As JSON, which a server counts. */
function searchText(attribute: SearchAttribute | undefined): string {
  if (attribute === undefined) return 'null';
  return JSON.stringify(attribute.type === 'datetime' ? isoLength : attribute.value);
}
const isoLength = '2026-01-01T00:00:00.000Z';

/**
 * @param registered what the namespace has; without it any are
 * @throws LuaError `INVALID` for search attributes that a server would refuse
 */
export function checkSearchAttributes(
  attributes: Readonly<Record<string, SearchAttribute | undefined>> = {},
  registered?: RegisteredAttributes,
): void {
  const problem = searchAttributesProblem(attributes);
  if (problem !== undefined) throw problem;
  const found = registered && unregistered(attributes, registered);
  if (found !== undefined) throw unregisteredError(attributes, found);
}

/** A name or an ID as a server takes it. @throws LuaError `INVALID` */
export function checkName(what: string, name: string): string {
  // UTF-16 units are never more than bytes.
  if (name.length * 3 <= MAX_NAME_BYTES) return name;
  const bytes = utf8.encode(name).length;
  if (bytes <= MAX_NAME_BYTES) return name;
  throw invalid(`${what} of ${bytes} bytes exceeds the limit of ${MAX_NAME_BYTES} for a name`);
}
