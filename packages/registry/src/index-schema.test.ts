import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '@durable-lua/determinism/host';
import { indexSchema } from './index-schema.js';
import { KINDS } from './kinds/index.js';
import { checkProject } from './load.js';
import { client, worker } from './testing/cases.js';
import { newAjv, schemaComplaints } from './testing/schema.js';
import { CLIENT, index, WORKER, writeProject } from './testing/temp-project.js';

const text = (file: string): Promise<string> => readFile(new URL(file, import.meta.url), 'utf8');
const single = (...lines: string[]): string => ['namespace: app', ...lines].join('\n');

describe('the schema of an _index.yaml', () => {
  it('is a JSON Schema of draft 7', () => {
    const ajv = newAjv();
    expect(ajv.validateSchema(indexSchema(), true)).toBe(true);
    expect(() => ajv.compile(indexSchema({ modules: [{ name: 'geo' }], kinds: ['acme.'] }))).not.toThrow();
  });

  it('is what the package publishes', async () => {
    expect(JSON.parse(await text('../schema/index.schema.json'))).toEqual(indexSchema());
  });

  it('has nothing against the demo and the README', async () => {
    expect(schemaComplaints(await text('../../../apps/demo/shop/_index.yaml'))).toEqual([]);
    const [, readme = ''] = /```yaml\n([^]*?)```/.exec(await text('../README.md')) ?? [];
    expect(readme).toContain('entries:');
    expect(schemaComplaints(readme)).toEqual([]);
  });

  it('knows a file that is one entry, whose namespace is the namespace of the file', async () => {
    const good = single('version: "1.0"', 'name: tc', 'kind: temporal.client', 'address: "h:1"');
    expect(schemaComplaints(good)).toEqual([]);
    const { findings } = await checkProject(await writeProject({ '_index.yaml': good }), { env: {} });
    expect(findings).toEqual([]);
    expect(schemaComplaints(single('name: tc', 'kind: temporal.client'))).not.toEqual([]);
    expect(schemaComplaints(single('name: tc', 'kind: temporal.client', 'address: "h:1"', 'adress: h'))).not.toEqual(
      [],
    );
    expect(schemaComplaints('namespace: a.b-c\nname: f\nkind: function.lua\nsource: ""')).not.toEqual([]);
  });

  it('takes keys without values, variables in addresses and a lifecycle as YAML authors write them', () => {
    const files = [
      client('auth:', 'tls:', 'lifecycle:', 'health_check: { enabled: }'),
      worker('worker_options: { identity: , build_id: "${env:BUILD}", worker_stop_timeout: 0 }'),
    ];
    for (const file of files) expect(schemaComplaints(file['_index.yaml'] ?? '')).toEqual([]);
    const address = '  - { name: tc, kind: temporal.client, address: "${env:TEMPORAL_ADDRESS}" }';
    expect(schemaComplaints(index(address))).toEqual([]);
  });

  it('knows the modules and kinds of another runtime, and no others', () => {
    const file = index(
      CLIENT,
      WORKER,
      '  - { name: f, kind: function.lua, modules: [geo, string], source: "return {}" }',
      '  - { name: mine, kind: acme.queue, depth: 3 }',
    );
    expect(schemaComplaints(file, { modules: [{ name: 'geo' }], kinds: ['acme.'] })).toEqual([]);
    expect(schemaComplaints(file, { modules: [{ name: 'geo' }] })).not.toEqual([]);
    expect(schemaComplaints(file, { kinds: ['acme.'] })).not.toEqual([]);
    expect(
      schemaComplaints(file.replace('acme.queue', 'acmeXqueue'), { modules: [{ name: 'geo' }], kinds: ['acme.'] }),
    ).not.toEqual([]);
  });

  it('says of every field of every kind what it is, and of one that has no effect that it has none', () => {
    const silent = [...KINDS].flatMap(([kind, { schema }]) => undescribed(schema, kind));
    // Name and kind are described where they are defined.
    expect(silent.filter((field) => !/^[\w.]+\.(name|kind)$/.test(field))).toEqual([]);
  });
});

/** The fields without a text, by their paths. */
function undescribed(schema: JsonSchema, path: string): string[] {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  return Object.entries(properties).flatMap(([name, field]) => {
    const below = undescribed(field, `${path}.${name}`);
    return 'description' in field || 'deprecationMessage' in field ? below : [`${path}.${name}`, ...below];
  });
}
