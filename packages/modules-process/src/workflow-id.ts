import { parsePid } from '@durable-lua/determinism';

/**
 * The workflow ID that a PID names, `undefined` when it names something else. Pure.
 * The node and the host of a workflow are entries of a client and a worker, so both have a namespace; a Node process has
 * the name of a machine instead.
 * @param own the reader's PID: a text without a node means the reader's.
 */
export function workflowIdOf(text: string, own: string): string | undefined {
  const pid = parsePid(text);
  if (pid === undefined) return undefined;
  const node = pid.node ?? parsePid(own)?.node;
  return node?.includes(':') && pid.host.includes(':') ? pid.id : undefined;
}
