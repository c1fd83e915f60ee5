import type { ContextValues, Data, Payload } from '@durable-lua/determinism';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import { HEADER_AUTO_HEARTBEAT, HEADER_CONTEXT, HEADER_FROM, HEADER_LOCAL_ROOM } from './names.js';

/** Headers of Temporal as far as they are ours. The SDK never sends them through a codec: they are stored in clear text. */
export type Headers = Record<string, Payload>;

/** The headers with a context added, if there is anything in it. */
export function withContext(headers: Headers, context: ContextValues | undefined): Headers {
  if (context === undefined || Object.keys(context).length === 0) return headers;
  return { ...headers, [HEADER_CONTEXT]: encodeData(context) };
}

/** The headers with the sender of a message added. */
export function withSender(headers: Headers, from: string | undefined): Headers {
  return from === undefined ? headers : { ...headers, [HEADER_FROM]: encodeData(from) };
}

/** The headers of an activity with the wish for heartbeats added. */
export function withAutoHeartbeat(headers: Headers, on: boolean | undefined): Headers {
  return on === true ? { ...headers, [HEADER_AUTO_HEARTBEAT]: encodeData(true) } : headers;
}

/**
 * What the result of a local activity may take. Results of those that run at the same time travel in one request, and are
 * known one after the other: so each is told what there is room for, and of which results that takes account.
 */
export interface LocalRoom {
  /** Bytes. */
  readonly room: number;
  /** Bytes of results that the run had seen before. */
  readonly seen: number;
  /** Which instance of the run has seen them: one that is replayed elsewhere begins anew. */
  readonly instance: number;
}

/** The headers of a local activity with the room for its result added. */
export function withLocalRoom(headers: Headers, given: LocalRoom | undefined): Headers {
  if (given === undefined) return headers;
  const { room, seen, instance } = given;
  return { ...headers, [HEADER_LOCAL_ROOM]: encodeData([room, seen, instance]) };
}

/** The room for the result of a local activity; undefined where nobody has said it. */
export function readLocalRoom(headers: Headers): LocalRoom | undefined {
  const data = readHeader(headers, HEADER_LOCAL_ROOM, () => undefined);
  if (!Array.isArray(data) || !data.every((item) => typeof item === 'number')) return undefined;
  const [room = 0, seen = 0, instance = 0] = data;
  return { room, seen, instance };
}

/** The context in headers; `warn` is told of one that cannot be read. */
export function readContext(headers: Headers, warn: (message: string) => void): ContextValues {
  const data = readHeader(headers, HEADER_CONTEXT, warn);
  if (data === undefined) return {};
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return data as ContextValues;
  warn(`header '${HEADER_CONTEXT}' holds no object and is ignored`);
  return {};
}

/** The sender in headers. */
export function readSender(headers: Headers, warn: (message: string) => void): string | undefined {
  const data = readHeader(headers, HEADER_FROM, warn);
  return typeof data === 'string' && data !== '' ? data : undefined;
}

/** Whether headers ask for heartbeats. */
export function readAutoHeartbeat(headers: Headers, warn: (message: string) => void): boolean {
  return readHeader(headers, HEADER_AUTO_HEARTBEAT, warn) === true;
}

function readHeader(headers: Headers, name: string, warn: (message: string) => void): Data {
  const payload = headers[name];
  if (payload === undefined) return undefined;
  try {
    return decodeData(payload);
  } catch (error) {
    warn(`header '${name}' is ignored: ${(error as Error).message}`);
    return undefined;
  }
}
