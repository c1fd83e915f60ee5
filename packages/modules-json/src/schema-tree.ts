import { UNMARKED, type Document } from '@durable-lua/determinism';

/** Keywords of the drafts 2020-12 and 07 by what stands in them. */
export const ONE_SCHEMA = new Set(
  'additionalItems additionalProperties contains else if items not propertyNames then unevaluatedItems unevaluatedProperties'.split(
    ' ',
  ),
);
export const SCHEMA_LIST = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
export const SCHEMA_MAP = new Set('$defs definitions dependentSchemas patternProperties properties'.split(' '));

type Place = 'schema' | 'schemas' | 'schema map' | 'map' | 'data';

/** A schema as the validator wants it. An empty Lua table is an object where only an object makes sense. */
export function schemaToPlain(tree: Document, place: Place = 'schema'): unknown {
  if (tree === UNMARKED) return place === 'schemas' || place === 'data' ? [] : {};
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) {
    return (tree as readonly Document[]).map((item) => schemaToPlain(item, place === 'data' ? 'data' : 'schema'));
  }
  return fromEntries(tree as ReadonlyMap<string, Document>, (member, key) =>
    schemaToPlain(member, placeIn(place, key)),
  );
}

function placeIn(place: Place, key: string): Place {
  if (place === 'schema map') return 'schema';
  if (place !== 'schema') return 'data';
  if (ONE_SCHEMA.has(key)) return 'schema';
  if (SCHEMA_LIST.has(key)) return 'schemas';
  if (SCHEMA_MAP.has(key)) return 'schema map';
  return key === 'dependencies' || key === 'dependentRequired' ? 'map' : 'data';
}

/**
 * A value as the validator wants it. `objects` holds the places of empty Lua tables that are to count as objects; `empties`
 * gets the places of those that count as lists.
 */
export function valueToPlain(
  tree: Document,
  objects: ReadonlySet<string> = new Set(),
  empties: Set<string> = new Set(),
  path = '',
): unknown {
  if (tree === UNMARKED) {
    if (objects.has(path)) return {};
    empties.add(path);
    return [];
  }
  if (typeof tree !== 'object' || tree === null) return tree;
  const at = (key: string | number) => `${path}/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`;
  if (Array.isArray(tree)) {
    return (tree as readonly Document[]).map((item, index) => valueToPlain(item, objects, empties, at(index)));
  }
  return fromEntries(tree as ReadonlyMap<string, Document>, (member, key) =>
    valueToPlain(member, objects, empties, at(key)),
  );
}

/** As own properties, whatever they are called. */
const fromEntries = (
  members: ReadonlyMap<string, Document>,
  change: (member: Document, key: string) => unknown,
): object => Object.fromEntries([...members].map(([key, member]) => [key, change(member, key)]));
