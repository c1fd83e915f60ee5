/** A JSON Schema of draft 7, the one that editors know, as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What is said about a value, not what it must be. */
const NOTES: readonly string[] = ['title', 'description', 'default', 'deprecationMessage'];

/** As the schema, or null: how YAML reads a key without a value. Pure. */
export function orNull(schema: JsonSchema): JsonSchema {
  const { type } = schema;
  if (typeof type === 'string' && !('enum' in schema)) return { ...schema, type: [type, 'null'] };
  const parts = Object.entries(schema);
  const rules = Object.fromEntries(parts.filter(([keyword]) => !NOTES.includes(keyword)));
  if (Object.keys(rules).length === 0) return schema;
  const notes = Object.fromEntries(parts.filter(([keyword]) => NOTES.includes(keyword)));
  return { ...notes, anyOf: [rules, { type: 'null' }] };
}
