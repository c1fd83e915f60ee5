/**
 * Preloaded into a worker process, and so into each of its threads: tells what only the thread itself can know. The SDK
 * runs workflows in a thread of their own, whose heap and profile cannot be had from outside.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';
import { AGENT_CHANNEL, type AgentReply, type AgentRequest } from './agent-protocol.js';
import { CpuProfile } from './cpu-profile.js';

const thread = isMainThread ? 'main' : 'workflows';
const channel = new BroadcastChannel(AGENT_CHANNEL);
let profile: CpuProfile | undefined;

channel.onmessage = (event) => {
  const request = (event as { data: AgentRequest | AgentReply }).data;
  if ('command' in request) void reply(request);
};
// This must not keep a thread alive. Node has the method, its types have not.
(channel as BroadcastChannel & { unref(): void }).unref();

async function reply(request: AgentRequest): Promise<void> {
  const { id } = request;
  const answer: AgentReply = await serve(request).then(
    (value) => ({ id, thread, value }),
    (error: unknown) => ({ id, thread, error: String(error) }),
  );
  channel.postMessage(answer);
}

async function serve({ command, file }: AgentRequest): Promise<number | string> {
  if (command === 'heap') return heapBytes();
  if (command === 'startProfile') return startProfile();
  return stopProfile(`${file}.${thread}.cpuprofile`);
}

/** What is alive after garbage collection, V8's heap and what hangs on it outside. */
async function heapBytes(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    await sleep(20);
  }
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

async function startProfile(): Promise<string> {
  profile = new CpuProfile();
  await profile.start();
  return thread;
}

async function stopProfile(file: string): Promise<string> {
  await profile?.stop(file);
  profile = undefined;
  return file;
}
