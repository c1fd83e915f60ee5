import { expect, it } from 'vitest';
import { checkProject } from './load.js';
import { index, writeProject } from './testing/temp-project.js';

const GOOD = index(
  '  - name: tc',
  '    kind: temporal.client',
  '    address: "localhost:7233"',
  '    auth: { type: mtls, cert_pem: a, key_file: b }',
  '    tls: { enabled: true, ca_file: x }',
  '    health_check: { enabled: true, interval: 5s }',
  '    lifecycle: { auto_start: true, depends_on: [w], restart: { jitter: 0.5 } }',
  '  - name: w',
  '    kind: temporal.worker',
  '    client: tc',
  '    task_queue: app',
  '    worker_options: { worker_stop_timeout: 5s, build_id: x, use_versioning: true }',
  '  - name: wf',
  '    kind: workflow.lua',
  '    source: file://a.lua',
  '    modules: [time, json]',
  '    imports: { l: l }',
  '    meta: { temporal: { workflow: { worker: w, name: X } } }',
  '  - name: l',
  '    kind: library.lua',
  '    source: |',
  '      return require("time")',
  '    imports: { m: l }',
  '  - name: f',
  '    kind: function.lua',
  '    source: return {}',
  '    pool: { type: static }',
  '    meta:',
  '      temporal: { activity: { worker: w, local: true } }',
  '      options: { activity.retry_policy: { maximum_interval: 5s }, retry: { max_attempts: 1 } }',
  '  - { name: e, kind: http.endpoint, meta: { router: api }, method: POST, path: "/o", func: f }',
);

const JUNK = [
  ...['', 'null', '[]', '{}', '42', '-1', 'true', '""', '.nan', '.inf', '|', '\t', '\u0000', '? a', 'file://'],
  ...['*x', '&x y', '[[a]]', '{a: {b: [c]}}', '{[a]: b}', '{<<: 1}', '{<<: {a: 1}}', '!!binary x', '!t z'],
  ...['"${env:NO}"', '"${env:}"', '__proto__', '{__proto__: {x: 1}}', 'constructor'],
];

/** A repeatable source of whole numbers below a bound. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

it.each([1, 2, 3, 4, 5])(
  'no text is too broken to be checked, and every finding has a place (seed %i)',
  async (seed) => {
    const below = numbers(seed);
    for (let round = 0; round < 60; round++) {
      let text = GOOD;
      for (let changes = below(3); changes >= 0; changes--) {
        const tokens = [...text.matchAll(/[\w.:$]+|"[^"]*"|[[\]{},]|\n/g)];
        const token = tokens[below(tokens.length)]!;
        const junk = JUNK[below(JUNK.length)]!;
        text = text.slice(0, token.index) + junk + text.slice(token.index + token[0].length);
      }
      const { findings } = await checkProject(await writeProject({ '_index.yaml': text }), { env: {} });
      const lines = text.split('\n').length;
      expect(findings.length, text).toBeGreaterThan(0);
      for (const { line, column } of findings) {
        expect(line, text).toBeGreaterThanOrEqual(1);
        expect(line, text).toBeLessThanOrEqual(lines);
        expect(column, text).toBeGreaterThanOrEqual(1);
      }
    }
  },
);
