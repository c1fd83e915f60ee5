import { errorClass, integer, list, optional, payload, present, string, table } from '@durable-lua/determinism';
import type { Args, Millis, Presented, ProcessEvent } from '@durable-lua/determinism';

const FIELDS = {
  kind: string,
  from: optional(string),
  at: string,
  result: optional(table({ value: optional(payload), error: optional(errorClass.type) })),
  deadline: optional(string),
  timeout_ms: optional(integer()),
  reason: optional(string),
  sources: optional(list(string)),
};

const eventType = table(FIELDS);

/** RFC 3339. */
const timeText = (at: Millis): string => new Date(at).toISOString();

/** An event as the table that Lua sees. */
export function asEvent(event: ProcessEvent): Presented {
  return present(eventType, fieldsOf(event));
}

function fieldsOf(event: ProcessEvent): Args<typeof FIELDS> {
  const { kind, from, at } = event;
  const fields = { ...NOTHING, kind, from, at: timeText(at) };
  switch (event.kind) {
    case 'pid.cancel': {
      const { deadline, timeout, reason } = event;
      return {
        ...fields,
        deadline: deadline === undefined ? undefined : timeText(deadline),
        timeout_ms: timeout,
        reason,
      };
    }
    case 'pid.outdated':
      return { ...fields, sources: event.sources };
    default: {
      const { result } = event;
      const [value, error] = 'error' in result ? [undefined, result.error] : [result.value, undefined];
      return { ...fields, result: { value, error } };
    }
  }
}

const NOTHING = {
  result: undefined,
  deadline: undefined,
  timeout_ms: undefined,
  reason: undefined,
  sources: undefined,
};
