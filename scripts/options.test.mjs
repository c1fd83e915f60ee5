/** Each exported function that takes options refuses one that nobody knows, with the name that was meant: callers in JavaScript have no types. */
import { expect, it } from 'vitest';
import { browserHost } from '../packages/host-browser/src/index.ts';
import { httpClient } from '../packages/http-client/src/index.ts';
import { nodeHost } from '../packages/host-node/src/index.ts';
import { simulatedHost } from '../packages/host-simulated/src/index.ts';
import { inspect } from '../packages/inspector/src/index.ts';
import { createLua } from '../packages/lua-vm/src/index.ts';
import { MemoryStore } from '../packages/modules-store/src/memory.ts';
import { openTelemetry } from '../packages/opentelemetry/src/index.ts';
import { checkProject, loadProject } from '../packages/registry/src/index.ts';
import { checkTexts } from '../packages/registry/src/texts.ts';
import { SqliteStore } from '../packages/store-sqlite/src/index.ts';
import { createTestRuntime, record, replay, runLuaTests, testModule } from '../packages/testing/src/index.ts';
import { temporalServer } from '../packages/testing/src/server/index.ts';
import { createRuntime, replayHistories, replayHistory } from '../packages/worker/src/index.ts';

const LUA = async () => 1;
const RUNNER = { describe: () => undefined, it: () => undefined };

it.each([
  ['createLua', 'modules', (options) => createLua(options)],
  ['nodeHost', 'functions', (options) => nodeHost(options)],
  ['browserHost', 'functions', (options) => browserHost(options)],
  ['simulatedHost', 'workflows', (options) => simulatedHost(options)],
  ['httpClient', 'insecureTls', (options) => httpClient(options)],
  ['SqliteStore', 'file', (options) => new SqliteStore(options)],
  ['MemoryStore', 'maxEntries', (options) => new MemoryStore(options)],
  ['openTelemetry', 'serviceName', (options) => openTelemetry(options)],
  ['loadProject', 'modules', (options) => loadProject('.', options)],
  ['checkProject', 'modules', (options) => checkProject('.', options)],
  ['checkTexts', 'modules', (options) => checkTexts({}, options)],
  ['createRuntime', 'project', (options) => createRuntime(options)],
  ['replayHistory', 'history', (options) => replayHistory(options)],
  ['replayHistories', 'histories', (options) => replayHistories(options).next()],
  ['inspect', 'payloadCodecs', (options) => inspect({}, {}, options)],
  ['createTestRuntime', 'project', (options) => createTestRuntime(options)],
  ['record', 'replayAlways', (options) => record(simulatedHost(), LUA, options)],
  ['replay', 'upTo', (options) => replay({ entries: [] }, LUA, options)],
  ['runLuaTests', 'files', (options) => runLuaTests({ files: [], ...options })],
  ['testModule', 'samples', (options) => testModule({}, options, RUNNER)],
  ['temporalServer', 'address', (options) => temporalServer(options)],
])('%s refuses an option that nobody knows, near %s', async (caller, known, call) => {
  const wrong = `${known.slice(0, -1)}x`;
  const refused = await (async () => call({ [wrong]: 1 }))().catch((error) => error);
  expect(refused.message).toMatch(new RegExp(`^${caller}: unknown option '${wrong}'; did you mean '\\w+'\\?$`));
});
