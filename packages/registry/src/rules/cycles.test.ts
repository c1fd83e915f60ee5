import { expect, it } from 'vitest';
import { findCycles } from './cycles.js';

const graph = (edges: Record<string, string>): Parameters<typeof findCycles<string>>[0] =>
  new Map(
    Object.entries(edges).map(([from, to]) => [from, [...to].map((node) => ({ to: node, label: `${from}${node}` }))]),
  );

it('finds none where arrows only meet', () => {
  expect(findCycles(graph({ a: 'bc', b: 'd', c: 'd', d: 'e' }))).toEqual([]);
});

it('starts a cycle at its node that stands first, with the label of the arrow that leaves it', () => {
  expect(findCycles(graph({ x: 'b', a: 'b', b: 'c', c: 'a' }))).toEqual([{ nodes: ['b', 'c', 'a', 'b'], label: 'bc' }]);
});

it('finds each of several cycles once, also one of a single node', () => {
  const cycles = findCycles(graph({ a: 'bb', b: 'ac', c: 'c' }));
  expect(cycles.map(({ nodes }) => nodes.join(''))).toEqual(['aba', 'cc']);
});

it('follows chains of any length', () => {
  const chain = new Map(Array.from({ length: 20_000 }, (_, i) => [`${i}`, [{ to: `${i + 1}`, label: '' }]]));
  expect(findCycles(chain)).toEqual([]);
});
