import type { DevServer } from '@durable-lua/dev-server';
import { scenarios } from './scenarios.js';
import { TASK_QUEUE, WORKFLOW_TYPE } from './shop.js';

/** In a form that a POSIX shell takes as one word. */
const word = (text: string): string => (/^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

const command = (...words: readonly string[]): string => words.map(word).join(' ');

/** How an order is placed, approved and looked at with Temporal's own command line: no SDK, no code of ours. */
export function guide({ address, executable = 'temporal' }: DevServer, id: string): readonly string[] {
  const temporal = (verb: string, ...more: readonly string[]): string =>
    command(executable, 'workflow', verb, '--address', address, '--workflow-id', id, ...more);
  const order = JSON.stringify(scenarios[0]?.order);
  return [
    temporal('start', '--type', WORKFLOW_TYPE, '--task-queue', TASK_QUEUE, '--input', order),
    temporal('signal', '--name', 'approve', '--input', JSON.stringify({ by: 'me' })),
    temporal('result'),
  ];
}
