import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { LuaError, mapOperation, operation, type Operation, type Payload } from '@durable-lua/determinism';
import { checkName, ifItIsAName } from '@durable-lua/determinism/host';
import {
  ACTIVITY_DELIVER,
  ACTIVITY_RPC,
  isSignalLimit,
  type DeliverRequest,
  type RpcRequest,
} from '@durable-lua/temporal-wire';
import type { Addressee } from './destinations.js';
import { limited, sending, waking } from './effects.js';
import { CLIENT_CALL, internal, nodeLost, onNode } from './internal.js';
import type { Run } from './run.js';

type WorkflowAddressee = Extract<Addressee, { readonly kind: 'workflow' }>;

/** Sends from one run to others, whatever they are. */
export class Signals {
  constructor(
    private readonly run: Run,
    private readonly pid: string,
  ) {}

  send(to: Addressee, topic: string, args: readonly Payload[]): Operation<void> {
    const from = this.pid;
    switch (to.kind) {
      case 'self':
        this.run.deliver({ topic, args, from });
        return operation(Promise.resolve(), () => undefined);
      case 'workflow':
        return this.signal(to, topic, args);
      case 'elsewhere':
        return sent(
          internal(this.run, {
            activity: ACTIVITY_RPC,
            request: (id) => ({ call: 'signal', pid: to.pid, topic, from, id }) satisfies RpcRequest,
            payloads: args,
            options: CLIENT_CALL,
          }),
        );
      case 'process':
        return sent(
          internal(this.run, {
            activity: ACTIVITY_DELIVER,
            request: (id) => ({ to: to.pid, from, topic, id }) satisfies DeliverRequest,
            payloads: args,
            options: onNode(to.node),
            late: nodeLost(to.node),
          }),
        );
    }
  }

  private signal(to: WorkflowAddressee, name: string, args: readonly Payload[]): Operation<void> {
    const { workflowId } = to;
    const payloads = this.run.sizes.outgoing(args);
    checkName('topic', name);
    checkName('workflow ID', workflowId);
    const source = limited(
      this.run,
      'messages',
      () =>
        sending(this.run, { from: this.pid, args, texts: [workflowId, name] }, () =>
          getExternalWorkflowHandle(workflowId).signal(name, ...payloads),
        ),
      () => undefined,
    );
    const result = source.result.then(undefined, (error: unknown) => {
      throw LuaError.is(error) ? unsent(to, error) : error;
    });
    return waking(operation(result, () => source.cancel()));
  }
}

const sent = (call: Operation<Payload>): Operation<void> => mapOperation(call, () => undefined);

/** That nobody answers for a node. */
export const isNodeLost = (error: unknown): boolean => LuaError.is(error) && error.kind === 'UNAVAILABLE';

export const isNotFound = (error: unknown): boolean => LuaError.is(error) && error.kind === 'NOT_FOUND';

/** The error of a command to a workflow that is not there names the workflow; any other stays what it is. */
function asNotFound({ workflowId, isBare = false }: WorkflowAddressee, error: LuaError): LuaError {
  if (error.kind !== 'NOT_FOUND') return error;
  const remedy = isBare ? ifItIsAName(workflowId) : '';
  const message = `workflow '${workflowId}' not found: it does not exist or has ended${remedy}`;
  return new LuaError({ kind: 'NOT_FOUND', retryable: false, message, details: { workflow_id: workflowId } });
}

/** Why a signal was not accepted. */
function unsent(to: WorkflowAddressee, error: LuaError): LuaError {
  if (!isSignalLimit(error.message)) return asNotFound(to, error);
  const details = { workflow_id: to.workflowId };
  return new LuaError({ kind: 'RATE_LIMITED', retryable: true, message: error.message, details });
}
