/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { OrderView } from '../stage/orders.js';
import type { Row } from '../stage/timeline.js';
import { approve, cancel } from './shop.js';

interface OrderCardProps {
  readonly order: OrderView;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly doing: (what: Promise<void>) => void;
}

/** An order, and its timeline as it grows. */
export function OrderCard({ order, now, doing }: OrderCardProps) {
  const { id, state, began, ended = now, rows, outcome } = order;
  const isOpen = state === 'running';
  return (
    <article aria-label={`Order ${id}`} class={state.replace(' ', '-')}>
      <h2>
        {id} <span class="state">{state}</span> <small>{seconds(ended - began)}</small>
      </h2>
      <ol>
        {rows.map((row) => (
          <TimelineRow key={row.id} row={row} began={began} ended={Math.max(ended, began + 1)} />
        ))}
      </ol>
      {outcome !== undefined && <p class="outcome">{outcome}</p>}
      <p class="actions">
        <button type="button" disabled={!isOpen} onClick={() => doing(approve(id))}>
          Approve<span class="hidden"> {id}</span>
        </button>
        <button type="button" disabled={!isOpen} onClick={() => doing(cancel(id))}>
          Cancel<span class="hidden"> {id}</span>
        </button>
        <a href={`/api/orders/${id}/inspect`} target="_blank" rel="noreferrer">
          Look inside<span class="hidden"> {id}</span>
        </a>
      </p>
    </article>
  );
}

const STATES = { waiting: 'under way', done: 'done', failed: 'failed', cancelled: 'cancelled' } as const;

function TimelineRow({ row, began, ended }: { readonly row: Row; readonly began: number; readonly ended: number }) {
  const share = (at: number): number => 100 * Math.min(1, Math.max(0, (at - began) / (ended - began)));
  const [left, right] = [share(row.began), share(row.ended ?? ended)];
  const attempts = row.attempt === undefined || row.attempt < 2 ? '' : `attempt ${row.attempt}`;
  const isMoment = row.kind === 'message' || row.kind === 'cancel';
  return (
    <li class={`${row.kind} ${row.state}`}>
      <span class="name">{isMoment ? `“${row.name}” arrives` : row.name}</span>
      <svg aria-hidden="true" viewBox="0 0 100 8" preserveAspectRatio="none">
        <rect x={Math.min(left, 99)} y="1" width={Math.max(right - left, 1)} height="6" rx="1" />
      </svg>
      <span class="what">{[isMoment ? '' : STATES[row.state], attempts, row.text].filter(Boolean).join(', ')}</span>
    </li>
  );
}

const seconds = (ms: number): string => `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
