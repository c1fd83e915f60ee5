import { randomUUID } from 'node:crypto';
import {
  WorkflowExecutionAlreadyStartedError,
  type Client,
  type WorkflowHandle,
  type WorkflowHandleWithSignaledRunId,
  type WorkflowHandleWithStartDetails,
} from '@temporalio/client';
import { InternalWorkflowStartOptionsSymbol } from '@temporalio/client/lib/internal.js';
import { checkTopic, LuaError, parsePid, type Message, type SpawnRequest } from '@durable-lua/determinism';
import {
  checkSearchAttributes,
  conflictPolicy,
  defined,
  formatPid,
  startOptionName,
  type SizeLimits,
} from '@durable-lua/determinism/host';
import {
  limitsOf,
  messagesSignal,
  outgoing,
  sdkStartOptions,
  sdkVersioningOverride,
  SIGNAL_MESSAGES,
  spawnTarget,
  startArguments,
  type Directory,
  type RawPayload,
} from '@durable-lua/temporal-wire';
import { callHeaders } from './client-headers.js';
import { ObservedClient } from './observed-client.js';
import { rpc } from './rpc.js';

/** A run that was started or found. */
export interface StartedRun {
  readonly pid: string;
  readonly workflowType: string;
  readonly workflowId: string;
  readonly runId: string;
  /** Client entry through which it is reached, `<entry>/<namespace>` for another namespace than its own. */
  readonly client: string;
  /** Whether it was found running, and nothing was started. */
  readonly joined: boolean;
}

/**
 * Starts a workflow, or finds the open run of its ID, as its conflict policy says.
 * @param requestId the server takes a start that an activity repeats once; by default each is another.
 * @param from PID of whoever starts it and sends its messages; a client of no run has none.
 * @throws LuaError `ALREADY_EXISTS` when its policies allow neither
 */
export async function startWorkflow(
  directory: Directory,
  clientOf: (entry: string) => Client,
  request: SpawnRequest,
  from?: string,
  requestId?: string,
): Promise<StartedRun> {
  const { options } = request;
  for (const { topic } of request.messages) checkTopic(topic);
  checkSearchAttributes(options.searchAttributes);
  const target = spawnTarget(directory, request);
  const chosenId = options.id ?? request.name;
  const policy = conflictPolicy(options, chosenId !== undefined);
  const workflowId = chosenId ?? `${target.workflowType}-${randomUUID()}`;
  const messages = request.messages.map(({ topic, args }): Message => ({ topic, args, ...defined({ from }) }));
  const start = {
    ...sdkStartOptions(options),
    ...defined({
      startDelay: options.startDelay,
      requestEagerStart: options.enableEagerStart,
      versioningOverride: options.versioningOverride && sdkVersioningOverride(options.versioningOverride),
    }),
    workflowId,
    taskQueue: target.taskQueue,
    ...(requestId === undefined ? {} : { [InternalWorkflowStartOptionsSymbol]: { requestId } }),
    workflowIdConflictPolicy: policy.toUpperCase() as 'FAIL' | 'USE_EXISTING' | 'TERMINATE_EXISTING',
  };
  const entry = inNamespace(directory, target.client, options.namespace);
  const client = clientOf(entry);
  const workflow = new ObservedClient(client.workflow);
  const limits = limitsOf(directory, target.client);
  const handle = await callHeaders.run(defined({ context: request.context, from }), () =>
    rpc(client, async () => {
      try {
        // The server refuses a signal with a start whose policy is FAIL: then the messages travel in the start itself.
        if (policy === 'use_existing' && messages.length > 0) {
          const args = outgoing(startArguments(request.args, { messages: [] }), limits);
          const signal = startupSignal(messages, limits);
          return await workflow.signalWithStart(target.workflowType, { ...start, args, ...signal });
        }
        const args = outgoing(startArguments(request.args, { messages }), limits);
        return await workflow.start(target.workflowType, { ...start, args });
      } catch (error) {
        throw error instanceof WorkflowExecutionAlreadyStartedError
          ? await alreadyExists(workflow.getHandle(workflowId), request, error)
          : error;
      }
    }),
  );
  const pid = target.pid(workflowId);
  return {
    pid: entry === target.client ? pid : formatPid({ ...(parsePid(pid) as { host: string; id: string }), node: entry }),
    workflowType: target.workflowType,
    workflowId,
    runId: runIdOf(handle),
    client: entry,
    // A server that is too old to say so says no of every start.
    joined: policy === 'use_existing' && workflow.started === false,
  };
}

function inNamespace(directory: Directory, client: string, namespace: string | undefined): string {
  if (namespace === undefined || directory.clients[client]?.temporalNamespace === namespace) return client;
  return `${client}/${namespace}`;
}

type Started = WorkflowHandleWithStartDetails | WorkflowHandleWithSignaledRunId;
const runIdOf = (handle: Started): string =>
  'signaledRunId' in handle ? handle.signaledRunId : handle.firstExecutionRunId;

function startupSignal(
  messages: readonly Message[],
  limits: SizeLimits | undefined,
): {
  readonly signal: string;
  readonly signalArgs: RawPayload[];
} {
  const [first] = messages;
  if (messages.length === 1 && first !== undefined) {
    return { signal: first.topic, signalArgs: outgoing(first.args, limits) };
  }
  return { signal: SIGNAL_MESSAGES, signalArgs: outgoing(messagesSignal(messages), limits) };
}

/** The server refuses an ID that is open, and one that has been used and may not be again: its error does not say which. */
async function alreadyExists(
  handle: WorkflowHandle,
  { options }: SpawnRequest,
  error: WorkflowExecutionAlreadyStartedError,
): Promise<unknown> {
  const found = await handle.describe().catch(() => undefined);
  if (found === undefined) return error;
  const { workflowId, runId } = found;
  const isOpen = found.status.name === 'RUNNING';
  const ended = `has ended (${found.status.name.toLowerCase()})`;
  const forbidden =
    options.idReusePolicy === undefined
      ? ''
      : `, and ${startOptionName('idReusePolicy')} = '${options.idReusePolicy}' lets its ID not be used again`;
  return new LuaError({
    kind: 'ALREADY_EXISTS',
    retryable: false,
    message: `workflow '${workflowId}' ${isOpen ? 'is running already' : ended + forbidden}`,
    details: { workflow_id: workflowId, run_id: runId, workflow_type: found.type },
    cause: error,
  });
}
