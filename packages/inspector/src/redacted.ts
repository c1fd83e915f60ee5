import type { Recording } from './model.js';
import type { Secrets } from './secrets.js';

/** Secrets that came to light late are hidden everywhere. */
export function redacted(recording: Recording, secrets: Secrets): Recording {
  const one = (text: string): string => secrets.redact([text])[0] as string;
  return {
    ...recording,
    texts: secrets.redact(recording.texts),
    events: recording.events.map((event) => ({
      ...event,
      attributes: Object.fromEntries(Object.entries(event.attributes).map(([name, value]) => [name, one(value)])),
      ...(event.data && { data: event.data.map(([name, value]) => [name, one(value)] as const) }),
    })),
    steps: recording.steps.map((step) =>
      step.logs === undefined
        ? step
        : { ...step, logs: step.logs.map(({ level, message }) => ({ level, message: one(message) })) },
    ),
  };
}
