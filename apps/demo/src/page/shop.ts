import type { News } from '../stage/stage.js';
import type { OrderView } from '../stage/orders.js';
import { scenarios, type Order } from '../scenarios.js';

/** What can be ordered on the page: the scenarios of the command line, with a day for the approval. */
export const ORDERS: readonly { readonly name: string; readonly order: Order }[] = [
  { name: 'Two teas and a teapot', order: orderOf('approved') },
  { name: 'with a card that is declined', order: orderOf('declined') },
  { name: 'with an article that is sold out', order: orderOf('out-of-stock') },
  { name: 'shipped to Atlantis', order: orderOf('undeliverable') },
  { name: 'approved within 20 s, or never', order: { ...orderOf('timeout'), approve_within: '20s' } },
];

function orderOf(name: string): Order {
  return (scenarios.find((scenario) => scenario.name === name) ?? scenarios[0])?.order as Order;
}

export interface Shop {
  readonly orders: ReadonlyMap<string, OrderView>;
  readonly worker: News['worker'] | undefined;
  readonly services: News['services'];
  /** Whether the server of this page answers. */
  readonly isConnected: boolean;
}

export const EMPTY: Shop = {
  orders: new Map(),
  worker: undefined,
  services: { bank: true, courier: true },
  isConnected: false,
};

/** Calls back with the shop as it is, whenever something has changed. */
export function follow(onChange: (shop: Shop) => void): () => void {
  let shop = EMPTY;
  const set = (more: Partial<Shop>): void => onChange((shop = { ...shop, ...more }));
  const events = new EventSource('/api/news');
  events.addEventListener('open', () => set({ isConnected: true }));
  events.addEventListener('error', () => set({ isConnected: false }));
  events.addEventListener('news', (event: Event) => {
    const { orders, worker, services } = JSON.parse((event as Event & { readonly data: string }).data) as News;
    const changed = orders.map((order) => [order.id, order] as const);
    set({ orders: new Map([...shop.orders, ...changed]), worker, services, isConnected: true });
  });
  return () => events.close();
}

/** Asks the API; what it says is wrong is thrown. */
async function post(path: string, body: object = {}): Promise<void> {
  const response = await fetch(`/api${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.ok) return;
  const { error } = (await response.json()) as { error?: { kind: string; message: string } };
  throw new Error(error === undefined ? `HTTP ${response.status}` : `${error.kind}: ${error.message}`);
}

export const place = (order: Order, count: number): Promise<void> => post('/orders', { order, count });
export const approve = (id: string): Promise<void> => post(`/orders/${id}/approve`);
export const cancel = (id: string): Promise<void> => post(`/orders/${id}/cancel`);
export const killWorker = (): Promise<void> => post('/worker/kill');
export const setService = (name: string, works: boolean): Promise<void> => post(`/services/${name}`, { works });
