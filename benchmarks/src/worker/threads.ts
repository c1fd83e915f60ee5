import { BroadcastChannel } from 'node:worker_threads';
import { AGENT_CHANNEL, type AgentReply, type AgentRequest } from '../agent-protocol.js';

const TIMEOUT_MS = 60_000;

let requests = 0;

/**
 * Asks the agents of all threads of this process.
 * @param count how many threads there are, this one included
 */
export async function askThreads(
  count: number,
  command: AgentRequest['command'],
  file?: string,
): Promise<readonly (number | string)[]> {
  const channel = new BroadcastChannel(AGENT_CHANNEL);
  const id = requests++;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const values: (number | string)[] = [];
      timer = setTimeout(
        () => reject(new Error(`${values.length} of ${count} threads answered '${command}'`)),
        TIMEOUT_MS,
      );
      channel.onmessage = (event) => {
        const reply = (event as { data: AgentReply | AgentRequest }).data;
        if ('command' in reply || reply.id !== id) return;
        if ('error' in reply) return reject(new Error(`${command}, thread ${reply.thread}: ${reply.error}`));
        values.push(reply.value);
        if (values.length === count) resolve(values);
      };
      channel.postMessage({ id, command, file } satisfies AgentRequest);
    });
  } finally {
    clearTimeout(timer);
    channel.close();
  }
}
