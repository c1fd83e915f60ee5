import type { Catalog } from '../catalog.js';
import type { Cursor } from '../fields/index.js';
import { findCycles, type Edge } from './cycles.js';

/** E-CYCLE: entries that wait for each other to start. A worker waits for its client without being told. */
export function checkStartOrder(catalog: Catalog): void {
  const graph = new Map<string, Edge<Cursor>[]>();
  for (const { from, id, kind } of catalog.references) {
    const own = from.scope.raw.id;
    const waits = from.path.startsWith('lifecycle.') || (from.path === 'client' && kind === 'temporal.client');
    if (own === undefined || !waits) continue;
    const edges = graph.get(own) ?? [];
    graph.set(own, edges);
    edges.push({ to: id, label: from });
  }
  for (const { nodes, label } of findCycles(graph)) {
    label.report(
      'E-CYCLE',
      `these wait for each other to start: ${nodes.join(' -> ')}; remove one of the dependencies`,
    );
  }
}
