import { trace } from '@opentelemetry/api';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openTelemetry } from './index.js';
import { Collector } from './testing/collector.js';

/** What the process writes to its log. */
function written(): string[] {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  onTestFinished(() => spy.mockRestore());
  return lines;
}

it('without a collector a shutdown ends soon, and the log says where spans did not arrive', async () => {
  const collector = new Collector();
  const endpoint = await collector.listen();
  await collector.close();
  const lines = written();
  const telemetry = openTelemetry({ endpoint });
  trace.getTracer('test').startSpan('lost').end();
  const before = performance.now();
  await telemetry.shutdown();
  // By itself the exporter retries for up to ten seconds.
  expect(performance.now() - before).toBeLessThan(3_000);
  expect(lines).toEqual([
    expect.stringMatching(
      new RegExp(`^WARN traces do not reach ${endpoint}/v1/traces: .*ECONNREFUSED.*; is a collector listening there`),
    ),
  ]);
});

it('with a collector nothing is said', async () => {
  const collector = new Collector();
  const telemetry = openTelemetry({ endpoint: await collector.listen() });
  onTestFinished(() => collector.close());
  const lines = written();
  trace.getTracer('test').startSpan('kept').end();
  await telemetry.shutdown();
  expect(collector.spans.map(({ name }) => name)).toEqual(['kept']);
  expect(lines).toEqual([]);
});
