import { expect, it } from 'vitest';
import { Line, type Claim } from './line.js';

it('drops the claims that lost, also behind one that waits for ever, and keeps the order of the others', () => {
  const line = new Line<Claim & { readonly name: string }>();
  const waits = { name: 'first', taken: false };
  line.add(waits);
  let asked = 0;
  for (let i = 0; i < 10_000; i++) {
    let taken = false;
    line.add({
      name: `lost ${i}`,
      get taken() {
        asked += 1;
        return taken;
      },
    });
    taken = true;
  }
  expect(asked).toBeLessThan(20_000);
  asked = 0;
  expect(line.claims).toEqual([waits]);
  expect(asked).toBeLessThan(20);

  for (let i = 0; i < 100; i++) line.add({ name: `later ${i}`, taken: i % 2 === 0 });
  const order = [];
  for (let claim = line.next(); claim !== undefined; claim = line.next()) order.push(claim.name);
  expect(order).toEqual(['first', ...Array.from({ length: 50 }, (_, i) => `later ${2 * i + 1}`)]);
  expect(line.waiting).toBe(false);
});
