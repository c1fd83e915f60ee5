import { LANGUAGE_MODULES, type JsonSchema } from '@durable-lua/determinism/host';
import { KINDS } from './kinds/index.js';
import type { KnownModule } from './lua/modules.js';
import { STANDARD_MODULES } from './lua/standard-modules.js';
import { NAME, NAMESPACE, VERSION } from './yaml/entries.js';

/** What the schema knows beside the kinds: as for `loadProject`. */
export interface SchemaOptions {
  /** The modules of the runtime; all standard ones if not given. */
  readonly modules?: readonly KnownModule[];
  /** Prefixes of entry kinds that the application handles itself. */
  readonly kinds?: readonly string[];
}

const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });

/**
 * The JSON Schema (draft 7) of an `_index.yaml`, for editors: made from the descriptions with which `loadProject` checks. It refuses no
 * file that `loadProject` takes; of what reaches beyond one field or one file it knows nothing. Pure.
 */
export function indexSchema({ modules = STANDARD_MODULES, kinds = [] }: SchemaOptions = {}): JsonSchema {
  const named = (known: readonly KnownModule[]): JsonSchema => ({
    enum: [...known.map(({ name }) => name), ...LANGUAGE_MODULES],
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://unpkg.com/@durable-lua/registry/schema/index.schema.json',
    title: 'Entries of a durable-lua application',
    type: 'object',
    if: { required: ['entries'] },
    then: fileSchema(),
    else: singleSchema(),
    definitions: {
      name: {
        description: 'Name of the entry; its ID is <namespace>:<name>.',
        type: 'string',
        pattern: NAME.source,
      },
      namespace: {
        description: 'Stands before the names of the entries of this file.',
        type: 'string',
        pattern: NAMESPACE.source,
      },
      version: { description: 'Version of the format.', const: VERSION },
      kind: kindSchema(kinds),
      module: named(modules),
      workflowModule: named(
        modules.filter(
          ({ barredInWorkflows, functionsOnly }) => barredInWorkflows === undefined && functionsOnly === undefined,
        ),
      ),
      entry: {
        type: 'object',
        required: ['name', 'kind'],
        properties: { name: ref('name'), kind: ref('kind') },
        ...branches((kind) => ref(kind)),
      },
      ...Object.fromEntries([...KINDS].map(([kind, { schema }]) => [kind, schema])),
    },
  };
}

function kindSchema(prefixes: readonly string[]): JsonSchema {
  const known = {
    enum: [...KINDS.keys()],
    enumDescriptions: [...KINDS.values()].map(({ doc }) => doc),
  };
  const registered = prefixes.map((prefix) => ({ type: 'string', pattern: `^${escaped(prefix)}` }));
  const description = 'What the entry is.';
  return registered.length === 0 ? { description, ...known } : { description, anyOf: [known, ...registered] };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** A file with a list of entries. */
const fileSchema = (): JsonSchema => ({
  required: ['namespace', 'entries'],
  properties: {
    version: ref('version'),
    namespace: ref('namespace'),
    meta: { description: 'Of your own.' },
    entries: { description: 'The entries.', type: 'array', items: ref('entry') },
  },
  additionalProperties: false,
});

/** A file that is one entry: its fields stand beside the version and the namespace. */
const singleSchema = (): JsonSchema => ({
  required: ['namespace', 'name', 'kind'],
  properties: { version: ref('version'), namespace: ref('namespace'), kind: ref('kind') },
  ...branches((kind, { properties, required, ...rest }) => ({
    ...rest,
    properties: {
      ...Object.fromEntries(
        Object.keys(properties as object).map((field) => [field, ref(`${kind}/properties/${field}`)]),
      ),
      version: {},
      namespace: {},
    },
    required,
  })),
});

/** What holds of an entry follows from its kind. */
const branches = (of: (kind: string, schema: JsonSchema) => JsonSchema): JsonSchema => ({
  allOf: [...KINDS].map(([kind, { schema }]) => ({
    if: { required: ['kind'], properties: { kind: { const: kind } } },
    then: of(kind, schema),
  })),
});
