import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import * as worker from '@durable-lua/worker';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { codeBlocks, runBlock } from '../../../scripts/lib/readme.js';
import * as opentelemetry from './index.js';
import { Collector } from './testing/collector.js';

it('the program of the README runs, and sends its spans where the environment says', async () => {
  const collector = new Collector();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', await collector.listen());
  vi.stubEnv('TEMPORAL_ADDRESS', inject('temporalAddress'));
  vi.stubEnv('QUEUE', `test-${randomUUID()}`);
  onTestFinished(() => collector.close());

  const shop = fileURLToPath(new URL('../fixtures/shop', import.meta.url));
  const [code = ''] = codeBlocks(new URL('../README.md', import.meta.url), 'ts');
  const packages: Record<string, unknown> = {
    '@durable-lua/worker': worker,
    '@durable-lua/opentelemetry': opentelemetry,
  };
  const { printed, promised } = await runBlock(code.replace("'./app'", JSON.stringify(shop)), (specifier) =>
    Promise.resolve(packages[specifier]),
  );
  expect(printed).toEqual(promised);
  expect(collector.spans.map(({ name }) => name)).toEqual(['CallFunction:app:fee']);
});
