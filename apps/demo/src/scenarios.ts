/** An order as the workflow `shop:order` takes it. */
export interface Order {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly card: string;
  readonly ship_to: string;
  /** How long it waits for approval, such as `2s`; a day by default. */
  readonly approve_within?: string;
}

/** An order with a story, and how it must end. */
export interface Scenario {
  readonly name: string;
  /** For people, after the name. */
  readonly story: string;
  readonly order: Order;
  /** Whether somebody approves when asked. */
  readonly approve: boolean;
  /** Kind of the error it ends with; none if it completes. */
  readonly failsWith?: string;
}

const order: Order = {
  lines: [
    { sku: 'sencha', quantity: 2 },
    { sku: 'teapot', quantity: 1 },
  ],
  card: 'test-ok',
  ship_to: 'Brno',
};

export const scenarios: readonly Scenario[] = [
  {
    name: 'approved',
    story: 'all goes well, though the bank must be asked more than once',
    order: { ...order, card: 'test-slow-bank' },
    approve: true,
  },
  {
    name: 'declined',
    story: 'the card is declined: the goods go back on the shelf',
    order: { ...order, card: 'test-declined' },
    approve: true,
    failsWith: 'CARD_DECLINED',
  },
  {
    name: 'out-of-stock',
    story: 'one article of three is missing: the other two go back',
    order: { ...order, lines: [...order.lines, { sku: 'samovar', quantity: 1 }] },
    approve: true,
    failsWith: 'OUT_OF_STOCK',
  },
  {
    name: 'timeout',
    story: 'nobody approves within two seconds: the money goes back, then the goods',
    order: { ...order, approve_within: '2s' },
    approve: false,
    failsWith: 'NOT_APPROVED',
  },
  {
    name: 'undeliverable',
    story: 'the shipment, a child workflow, fails and undoes its part; the order then undoes the rest',
    order: { ...order, ship_to: 'Atlantis' },
    approve: true,
    failsWith: 'UNDELIVERABLE',
  },
];
