import type { temporal } from '@temporalio/proto';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

export type RowState = 'waiting' | 'done' | 'failed' | 'cancelled';

/** One thing that an order does, or that happens to it. */
export interface Row {
  /** Of the event that began it. */
  readonly id: number;
  readonly kind: 'order' | 'call' | 'timer' | 'message' | 'child' | 'cancel';
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly began: number;
  readonly ended?: number;
  readonly state: RowState;
  /** Which attempt it is, or how many there were. */
  readonly attempt?: number;
  readonly text?: string;
}

export type OrderState = 'running' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed out';

const RESULTS: Readonly<Record<string, OrderState>> = {
  workflowExecutionCompletedEventAttributes: 'completed',
  workflowExecutionFailedEventAttributes: 'failed',
  workflowExecutionCanceledEventAttributes: 'cancelled',
  workflowExecutionTerminatedEventAttributes: 'terminated',
  workflowExecutionTimedOutEventAttributes: 'timed out',
};

/** The timeline of an order, from the events of its history as they come. */
export class Timeline {
  state: OrderState = 'running';
  began = 0;
  ended: number | undefined;
  /** Its result or its error, in a line. */
  outcome: string | undefined;
  private readonly byId = new Map<number, Row>();

  get rows(): readonly Row[] {
    return [...this.byId.values()];
  }

  add(event: HistoryEvent): void {
    const id = Number(event.eventId);
    const at = millis(event.eventTime);
    const open = (kind: Row['kind'], name: string): void =>
      void this.byId.set(id, { id, kind, name, began: at, state: 'waiting' });
    const close = (of: unknown, state: RowState, text = ''): void =>
      this.change(Number(of), { ended: at, state, text });

    if (event.workflowExecutionStartedEventAttributes != null) this.began = at;
    for (const [attributes, state] of Object.entries(RESULTS)) {
      if (event[attributes as keyof HistoryEvent] == null) continue;
      this.state = state;
      this.ended = at;
      for (const row of this.rows) if (row.state === 'waiting') this.change(row.id, { ended: at, state: 'cancelled' });
    }
    this.outcome ??= outcomeOf(event);

    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled != null) open('call', nameOf(scheduled.activityType?.name));
    const started = event.activityTaskStartedEventAttributes;
    if (started != null) this.change(Number(started.scheduledEventId), { attempt: started.attempt ?? 1 });
    const completed = event.activityTaskCompletedEventAttributes;
    if (completed != null) close(completed.scheduledEventId, 'done');
    const failed = event.activityTaskFailedEventAttributes;
    if (failed != null) close(failed.scheduledEventId, 'failed', failureIn(failed.failure));
    const timedOut = event.activityTaskTimedOutEventAttributes;
    if (timedOut != null) close(timedOut.scheduledEventId, 'failed', 'no answer in time');
    const canceled = event.activityTaskCanceledEventAttributes;
    if (canceled != null) close(canceled.scheduledEventId, 'cancelled');

    if (event.timerStartedEventAttributes != null) open('timer', 'a timer');
    if (event.timerFiredEventAttributes != null)
      close(event.timerFiredEventAttributes.startedEventId, 'done', 'time is up');
    if (event.timerCanceledEventAttributes != null)
      close(event.timerCanceledEventAttributes.startedEventId, 'cancelled');

    const signal = event.workflowExecutionSignaledEventAttributes;
    if (signal != null && !signal.signalName?.startsWith('@')) {
      this.byId.set(id, { id, kind: 'message', name: signal.signalName ?? '', began: at, ended: at, state: 'done' });
    }
    if (event.workflowExecutionCancelRequestedEventAttributes != null) {
      this.byId.set(id, { id, kind: 'cancel', name: 'cancelled', began: at, ended: at, state: 'done' });
    }

    const child = event.startChildWorkflowExecutionInitiatedEventAttributes;
    if (child != null) open('child', nameOf(child.workflowType?.name));
    const done = event.childWorkflowExecutionCompletedEventAttributes;
    if (done != null) close(done.initiatedEventId, 'done');
    const broke = event.childWorkflowExecutionFailedEventAttributes;
    if (broke != null) close(broke.initiatedEventId, 'failed', failureIn(broke.failure));
    const stopped = event.childWorkflowExecutionCanceledEventAttributes;
    if (stopped != null) close(stopped.initiatedEventId, 'cancelled');
  }

  /** An attempt of a call that is not in the history yet. */
  attempt(name: string, text: string): void {
    const row = this.rows.findLast(
      (one) => one.kind === 'call' && one.state === 'waiting' && one.name === nameOf(name),
    );
    if (row !== undefined) this.change(row.id, { text });
  }

  private change(id: number, more: Partial<Row>): void {
    const row = this.byId.get(id);
    if (row !== undefined) this.byId.set(id, { ...row, ...more });
  }
}

const millis = (time: HistoryEvent['eventTime']): number =>
  Number(time?.seconds ?? 0) * 1_000 + Math.floor((time?.nanos ?? 0) / 1e6);

const nameOf = (type: string | null | undefined): string =>
  (type ?? '').replace(/^.*:/, '').replaceAll('_', ' ').toLowerCase();

function failureIn(failure: temporal.api.failure.v1.IFailure | null | undefined): string {
  let last = failure;
  while (last?.cause != null) last = last.cause;
  const type = last?.applicationFailureInfo?.type;
  return [type, last?.message].filter(Boolean).join(': ');
}

function outcomeOf(event: HistoryEvent): string | undefined {
  const completed = event.workflowExecutionCompletedEventAttributes;
  if (completed != null) {
    const data = completed.result?.payloads?.[0]?.data;
    return data == null ? '' : new TextDecoder().decode(data);
  }
  const failed = event.workflowExecutionFailedEventAttributes;
  return failed == null ? undefined : failureIn(failed.failure);
}
