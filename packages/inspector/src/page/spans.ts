import type { EventView, Lane } from '../model.js';

/** Something that took time, or a moment: from one event to the last that belongs to it, by their indices. */
export interface Span {
  readonly lane: Lane;
  readonly from: number;
  /** Undefined as long as it has not ended. */
  to: number | undefined;
  outcome: EventView['outcome'];
  attempts: number;
  /** Where it lies among those of its lane that overlap. */
  row: number;
}

/** Most rows of a lane; what overlaps more lies on the last. */
export const MOST_ROWS = 4;

const IS_MOMENT = /Signaled|MarkerRecorded|Update|UpsertWorkflow|PropertiesModified|CancelRequested/;

/** What the events of a history tell of, in the order in which it began. */
export function spansOf(events: readonly EventView[]): readonly Span[] {
  const begun = new Map<number, Span>();
  const spans: Span[] = [];
  for (const [at, { id, of, lane, type, outcome, attempts = 1 }] of events.entries()) {
    const span = of === undefined ? undefined : begun.get(of);
    if (span === undefined) {
      const isMoment = IS_MOMENT.test(type) || outcome !== undefined;
      const made: Span = { lane, from: at, to: isMoment ? at : undefined, outcome, attempts, row: 0 };
      begun.set(id, made);
      spans.push(made);
      continue;
    }
    begun.set(id, span);
    span.attempts = Math.max(span.attempts, attempts);
    if (outcome === undefined || type.endsWith('CancelRequested')) continue;
    span.to = at;
    span.outcome = outcome;
  }
  placeRows(spans, events.length);
  return spans;
}

function placeRows(spans: readonly Span[], count: number): void {
  /** By lane, the index of the event up to which each row is taken. */
  const taken = new Map<Lane, number[]>();
  for (const span of spans) {
    const rows = taken.get(span.lane) ?? [];
    const free = rows.findIndex((until) => until < span.from);
    span.row = free >= 0 ? free : Math.min(rows.length, MOST_ROWS - 1);
    rows[span.row] = span.to ?? count;
    taken.set(span.lane, rows);
  }
}
