import { Ajv, type ValidateFunction } from 'ajv';
import { indexSchema, type SchemaOptions } from '../index-schema.js';
import { parseYaml } from '../yaml/document.js';

const compiled = new Map<string, ValidateFunction>();

/** What an editor that knows the schema complains of in a YAML text; empty if nothing. */
export function schemaComplaints(text: string, options: SchemaOptions = {}): string[] {
  const schema = indexSchema(options);
  const key = JSON.stringify(schema);
  const validate = compiled.get(key) ?? newAjv().compile(schema);
  compiled.set(key, validate);
  validate(parseYaml(text).value);
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

/** As strict as it can be, with the words that editors add to JSON Schema. */
export const newAjv = (): Ajv =>
  new Ajv({ allErrors: true, allowUnionTypes: true, keywords: ['deprecationMessage', 'enumDescriptions'] });
