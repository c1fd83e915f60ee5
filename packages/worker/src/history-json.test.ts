import { readFile } from 'node:fs/promises';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect, it } from 'vitest';
import { historyFromJson } from './history-json.js';

const recorded = async (): Promise<string> =>
  readFile(new URL('../fixtures/histories/order-0.1.json', import.meta.url), 'utf8');

const read = (text: string): object => historyFromJson(JSON.parse(text) as object);

it('a history is read as the SDK reads it', async () => {
  const text = await recorded();
  expect(read(text)).toEqual(historyFromJSON(JSON.parse(text)));
});

it('short names of older tools and fields of newer servers are read as well', async () => {
  const text = await recorded();
  const short = text
    .replaceAll(/"EVENT_TYPE_(\w+)"/g, (_, name: string) => `"${pascalCase(name)}"`)
    .replaceAll('"TASK_QUEUE_KIND_NORMAL"', '"Normal"');
  expect(short).toContain('"WorkflowExecutionStarted"');
  expect(read(short.replace('"events"', '"ofTomorrow": { "is": 1 }, "events"'))).toEqual(read(text));
});

const pascalCase = (name: string): string =>
  name
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');
