import { workflowInfo } from '@temporalio/workflow';
import { mapOperation, operation, type Operation, type Payload, type SpawnRequest } from '@durable-lua/determinism';
import { defined } from '@durable-lua/determinism/host';
import { decodeData } from '@durable-lua/lua-vm';
import { ACTIVITY_RPC, type RpcRequest, type StartedElsewhere, type WorkflowTarget } from '@durable-lua/temporal-wire';
import { CLIENT_CALL, internal } from './internal.js';
import type { Program } from './program.js';
import type { Run } from './run.js';
import { askingOf, inSteps } from './steps.js';
import type { WorkflowSupervision } from './supervision.js';

export interface StartsElsewhereOptions {
  readonly run: Run;
  readonly program: Program;
  readonly pid: string;
  readonly supervision: WorkflowSupervision;
}

/** Whether a start leaves the client or the namespace of this run: then it cannot be a child. */
export const isElsewhere = (program: Program, { client }: Pick<WorkflowTarget, 'client'>, { options }: SpawnRequest) =>
  client !== program.client || (options.namespace !== undefined && options.namespace !== workflowInfo().namespace);

/** Workflows of another client or namespace: started by an activity, as any client would, and no children. */
export class StartsElsewhere {
  constructor(private readonly on: StartsElsewhereOptions) {}

  /** @param request with the ID and the conflict policy in force */
  spawn(request: SpawnRequest): Operation<string> {
    const { supervision } = this.on;
    return inSteps(this.on.run, async (step) => {
      const { pid } = await step(() => this.start(request));
      if (request.monitor === true) await step(() => supervision.monitor(pid));
      if (request.link === true) await step(() => supervision.link(pid));
      return pid;
    });
  }

  /** A cancel is passed on, as to a child; the call ends when the other client has it, or with the workflow. */
  exec(request: SpawnRequest): Operation<Payload> {
    const { run, supervision } = this.on;
    const asking = askingOf(run);
    const starting = this.start(request);
    let isCanceled = false;
    let cancel = (): void => starting.cancel();
    const result = starting.result.then(async ({ pid, run_id: runId }) => {
      const watching = asking(() => supervision.watches.resultOf(pid, runId));
      let asked: PromiseLike<unknown> | undefined;
      cancel = () => {
        if (asked !== undefined) return;
        // It may have ended by now.
        asked = asking(() => supervision.cancel(pid, {})).result.then(undefined, () => undefined);
        if (request.options.waitForCancellation !== true) watching.cancel();
      };
      // The cancel has met the answer to the start on its way.
      if (isCanceled) cancel();
      try {
        return await watching.result;
      } finally {
        // A command that is sent with the end of this run would not be carried out.
        await asked;
      }
    });
    return operation(result, () => {
      isCanceled = true;
      cancel();
    });
  }

  private start({ id: entry, host, args, options, context, messages }: SpawnRequest): Operation<StartedElsewhere> {
    const { run, pid: from } = this.on;
    const heads = messages.map(({ topic, args: { length: count } }) => ({ topic, count }));
    const call = internal(run, {
      activity: ACTIVITY_RPC,
      request: (id) => ({ call: 'start', entry, host, from, id, options, messages: heads }) satisfies RpcRequest,
      payloads: [...args, ...messages.flatMap((message) => message.args)],
      options: CLIENT_CALL,
      ...defined({ context }),
    });
    return mapOperation(call, (answer) => decodeData(answer) as StartedElsewhere);
  }
}
