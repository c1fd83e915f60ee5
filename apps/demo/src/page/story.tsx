/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks';
import type { OrderView } from '../stage/orders.js';
import type { Shop } from './shop.js';

interface StoryProps {
  readonly shop: Shop;
  readonly orders: readonly OrderView[];
}

/** Each part with the moment at which it has happened. */
const PARTS: readonly { readonly text: string; readonly has: (props: StoryProps) => boolean }[] = [
  {
    text: 'Place an order. Its workflow, in Lua, reserves the goods, charges the card and waits for you.',
    has: ({ orders }) => orders.some(({ rows }) => rows.length > 0),
  },
  {
    text: 'Kill the worker. The process that runs the workflow is gone, with all its memory.',
    has: ({ shop }) => (shop.worker?.started ?? 1) > 1 || shop.worker?.state === 'dead',
  },
  {
    text: 'Approve the order while nobody works. The message waits in its mailbox.',
    has: ({ orders }) => orders.some(({ rows }) => rows.some(({ kind }) => kind === 'message')),
  },
  {
    text: 'Another worker starts, and the order goes on where it was: nothing is charged twice, nothing is lost.',
    has: ({ orders, shop }) => (shop.worker?.started ?? 1) > 1 && orders.some(({ state }) => state === 'completed'),
  },
  {
    text: 'Break the bank, place another order, and see it being tried again until you mend it. Or let one fail, and look inside: every event with its Lua line and the values of its variables.',
    has: ({ orders }) => orders.some(({ state }) => state === 'failed'),
  },
];

/** Leads through the page, part by part. */
export function Story(props: StoryProps) {
  const [reached, setReached] = useState(0);
  useEffect(() => {
    if (PARTS[reached]?.has(props) === true) setReached(reached + 1);
  });
  return (
    <ol class="story" aria-label="What to try">
      {PARTS.map(({ text }, index) => (
        <li
          key={text}
          class={index < reached ? 'told' : index === reached ? 'next' : ''}
          aria-current={index === reached ? 'step' : undefined}
        >
          {text}
          {index < reached && <span class="hidden"> (done)</span>}
        </li>
      ))}
    </ol>
  );
}
