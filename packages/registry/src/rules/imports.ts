import type { Catalog } from '../catalog.js';
import type { Cursor } from '../fields/index.js';
import { nearest } from '@durable-lua/determinism/host';
import { findCycles, type Edge } from './cycles.js';

/** E-IMPORT: an import that is no library, or libraries that import each other. */
export function checkImports(catalog: Catalog): void {
  const libraries = [...catalog.ofKind('library.lua')].map(({ entry }) => entry.id);
  const graph = new Map<string, Edge<Cursor>[]>();
  for (const { entry, at } of catalog.ofKind('workflow.lua', 'function.lua', 'process.lua', 'library.lua')) {
    const edges: Edge<Cursor>[] = [];
    for (const [local, id] of Object.entries(entry.imports)) {
      const importAt = at.key('imports').key(local);
      edges.push({ to: id, label: importAt });
      checkTarget(catalog, id, libraries, importAt);
    }
    graph.set(entry.id, edges);
  }
  for (const { nodes, label } of findCycles(graph)) {
    label.report('E-IMPORT', `these import each other: ${nodes.join(' -> ')}; move what both need to a third library`);
  }
}

function checkTarget(catalog: Catalog, id: string, libraries: readonly string[], at: Cursor): void {
  const chain = `${at.scope.raw.id} -> ${id}`;
  const found = catalog.kinds.get(id);
  if (found !== undefined && found !== 'library.lua') {
    at.report('E-IMPORT', `${chain}: expected an entry of kind library.lua, found kind ${found}`);
  } else if (catalog.isSurelyMissing(id)) {
    const near = nearest(id, libraries);
    const hint = near === undefined ? '' : `; did you mean "${near}"?`;
    at.report('E-IMPORT', `${chain}: expected an entry of kind library.lua, but there is no such entry${hint}`);
  }
}
