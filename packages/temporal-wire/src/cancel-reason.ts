import { jsonMaker, readJson, type CancelRequest, type Data, type Millis } from '@durable-lua/determinism';
import { cutText, MAX_REASON_BYTES } from '@durable-lua/determinism/host';

/** A request to end, as it travels in the one text that Temporal keeps of it. */
export interface SentCancel extends CancelRequest {
  /** PID of whoever asks, if it has one. */
  readonly from?: string;
}

/** The `reason` of a cancel request: the plain reason if there is nothing else to say, otherwise `{from, deadline_ms, reason}`. */
export function cancelReason({ from, deadline, reason: whole }: SentCancel): string {
  const reason = whole && cutText(whole, MAX_REASON_BYTES);
  if (from === undefined && deadline === undefined) return reason ?? '';
  // Undefined fields are left out.
  return JSON.stringify({ from, deadline_ms: deadline, reason });
}

/** What the server puts before the reason of a request that another workflow has sent. */
const FORWARDED = /^Cancel requested by workflow with run id \S+ with reason: /;

/** What a `reason` says; any text that is not ours is a reason of people. */
export function readCancelReason(text: string | null | undefined): SentCancel {
  const own = (text ?? '').replace(FORWARDED, '');
  const data = fieldsOf(own);
  if (data === undefined) return own === '' ? {} : { reason: own };
  const { from, deadline_ms: deadline, reason } = data;
  return {
    ...(typeof from === 'string' ? { from } : {}),
    ...(isDeadline(deadline) ? { deadline } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
  };
}

const isDeadline = (value: unknown): value is Millis => typeof value === 'number' && value >= 0;

const asObjects = jsonMaker<Readonly<Record<string, Data>>>(Object.fromEntries);

/** The fields of an object that only we would write. */
function fieldsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const data = readJson(text, asObjects) as Readonly<Record<string, unknown>>;
    const keys = Object.keys(data);
    const isOurs = ['from', 'deadline_ms'].some((key) => keys.includes(key));
    return isOurs && keys.every((key) => ['from', 'deadline_ms', 'reason'].includes(key)) ? data : undefined;
  } catch {
    return undefined;
  }
}
