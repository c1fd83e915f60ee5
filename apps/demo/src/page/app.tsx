/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { useEffect, useRef, useState } from 'preact/hooks';
import { OrderCard } from './order-card.js';
import { EMPTY, follow, killWorker, ORDERS, place, setService, type Shop } from './shop.js';
import { Story } from './story.js';

/** How many orders are shown with their timelines. */
const SHOWN = 24;
const TICK_MS = 500;

export function App() {
  const [shop, setShop] = useState<Shop>(EMPTY);
  const [now, setNow] = useState(Date.now());
  const [problem, setProblem] = useState('');
  useEffect(() => follow(setShop), []);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const doing = (what: Promise<void>): void =>
    void what.then(
      () => setProblem(''),
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  const orders = [...shop.orders.values()].sort((a, b) => b.began - a.began);
  return (
    <>
      <header>
        <h1>A shop that survives</h1>
        <Worker shop={shop} />
      </header>
      <main>
        <Story shop={shop} orders={orders} />
        <Counter doing={doing} shop={shop} />
        <p role="alert" class="problem">
          {problem}
        </p>
        <Tally orders={orders} />
        <section aria-label="Orders" class="orders">
          {orders.slice(0, SHOWN).map((order) => (
            <OrderCard key={order.id} order={order} now={now} doing={doing} />
          ))}
        </section>
        {orders.length > SHOWN && <p>{orders.length - SHOWN} older orders are not shown.</p>}
      </main>
    </>
  );
}

const WORKER = {
  working: 'works',
  starting: 'is starting',
  dead: 'is dead: nobody works',
} as const;

/** The state of the worker, which is announced when it changes. */
function Worker({ shop: { worker, isConnected } }: { readonly shop: Shop }) {
  if (!isConnected || worker === undefined) return <p role="status">Waiting for the demo …</p>;
  return (
    <p role="status" class={`worker ${worker.state}`}>
      Worker {worker.started} {WORKER[worker.state]}
    </p>
  );
}

interface CounterProps {
  readonly shop: Shop;
  readonly doing: (what: Promise<void>) => void;
}

/** Where orders are placed, and harm is done. */
function Counter({ shop: { services, worker }, doing }: CounterProps) {
  const [which, setWhich] = useState(0);
  const select = useRef<HTMLSelectElement>(null);
  const { order } = ORDERS[which] as (typeof ORDERS)[number];
  return (
    <section aria-label="What you can do" class="counter">
      <div>
        <label>
          An order:{' '}
          <select ref={select} value={which} onChange={() => setWhich(Number(select.current?.value ?? 0))}>
            {ORDERS.map(({ name }, index) => (
              <option key={name} value={index}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="good" onClick={() => doing(place(order, 1))}>
          Place it
        </button>
        <button type="button" onClick={() => doing(place(order, 100))}>
          Place a hundred
        </button>
      </div>
      <div>
        <button type="button" class="bad" disabled={worker?.state !== 'working'} onClick={() => doing(killWorker())}>
          Kill the worker
        </button>
        {(['bank', 'courier'] as const).map((name) => (
          <label key={name} class="switch">
            <input
              type="checkbox"
              role="switch"
              checked={services[name]}
              onChange={() => doing(setService(name, !services[name]))}
            />
            the {name} answers
          </label>
        ))}
      </div>
    </section>
  );
}

/** How many there are of each state, and a tile for each order. */
function Tally({ orders }: { readonly orders: readonly { readonly id: string; readonly state: string }[] }) {
  if (orders.length === 0) return null;
  const counts = new Map<string, number>();
  for (const { state } of orders) counts.set(state, (counts.get(state) ?? 0) + 1);
  return (
    <section aria-label="All orders" class="tally">
      <p>{[...counts].map(([state, count]) => `${count} ${state}`).join(', ')}</p>
      <div aria-hidden="true" class="tiles">
        {orders.map(({ id, state }) => (
          <i key={id} class={state.replace(' ', '-')} />
        ))}
      </div>
    </section>
  );
}
