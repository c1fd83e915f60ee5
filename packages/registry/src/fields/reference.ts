import type { Field } from './field.js';
import { wrongType } from './scalars.js';

/** The ID of another entry, completed with this file's namespace; whether that entry exists is checked at the end. */
export function reference(kind?: string): Field<string, false> {
  return {
    hasDefault: false,
    schema: { type: 'string' },
    read(value, at) {
      if (typeof value !== 'string') return wrongType(at, 'the ID of an entry (namespace:name)', value);
      const id = at.resolveId(value);
      at.scope.references.push({ from: at, id, kind });
      return id;
    },
  };
}
