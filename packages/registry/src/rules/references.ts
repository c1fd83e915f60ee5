import type { Catalog } from '../catalog.js';
import { nearest } from '@durable-lua/determinism/host';

/** E-REF: a field names an entry that is not there, or that is something else. */
export function checkReferences(catalog: Catalog, isKnownKind: (kind: string) => boolean): void {
  for (const { from, id, kind } of catalog.references) {
    const expected = kind === undefined ? 'an entry' : `an entry of kind ${kind}`;
    const found = catalog.kinds.get(id);
    if (!catalog.kinds.has(id)) {
      if (!catalog.isSurelyMissing(id)) continue;
      const near = nearest(id, candidates(catalog, kind));
      const hint = near === undefined ? '' : `; did you mean "${near}"?`;
      from.report('E-REF', `"${id}" should be ${expected}, but there is no such entry${hint}`);
    } else if (kind !== undefined && found !== undefined && found !== kind && isKnownKind(found)) {
      // A kind that is missing or unknown has been complained about where it stands.
      from.report('E-REF', `"${id}" should be ${expected}, but it is of kind ${found}`);
    }
  }
}

function candidates(catalog: Catalog, kind: string | undefined): string[] {
  return [...catalog.kinds].filter(([, found]) => kind === undefined || found === kind).map(([id]) => id);
}
