import { invalid } from './errors.js';

/**
 * Refuses an ID that cannot be one of an entry, saying which part is missing. Whether the entry exists is for the host
 * to say.
 * @param role what the ID is for, as the message calls it: `target`, `id`, `host`.
 * @throws LuaError `INVALID`
 */
export function checkEntryId(id: string | undefined, role: string): string {
  if (id === undefined || id === '') throw invalid(`${role} is required: namespace:name of an entry`);
  const colon = id.indexOf(':');
  const missing = colon <= 0 ? 'namespace' : colon === id.length - 1 ? 'name' : undefined;
  if (missing === undefined) return id;
  // A namespace has dots, and the name is a part like the others: app.greet.
  const meant = /^[\w.-]*\w[./]\w[\w-]*$/.test(id) ? `; did you mean '${id.replace(/[./]([^./]*)$/, ':$1')}'?` : '';
  throw invalid(`${role}: namespace:name required, got '${id}', which has no ${missing}${meant}`);
}
