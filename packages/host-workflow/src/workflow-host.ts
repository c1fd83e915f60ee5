import { getRandomStream, log, scheduleLocalActivity, sleep, workflowInfo } from '@temporalio/workflow';
import {
  LuaError,
  type Capabilities,
  type Data,
  type Functions,
  type Payload,
  type Workflow,
} from '@durable-lua/determinism';
import { formatPid, lazyCapabilities, withLogFacts, type Host } from '@durable-lua/determinism/host';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import { ACTIVITY_RANDOM, ACTIVITY_SIGN, ACTIVITY_VERIFY, pidOf, RawPayload } from '@durable-lua/temporal-wire';
import { workflowContinuation } from './continuation.js';
import { ChildStarts } from './child-starts.js';
import { Destinations } from './destinations.js';
import { effect, textsBytes } from './effects.js';
import { localActivity } from './local-activities.js';
import { workflowNames } from './names.js';
import { workflowFunctions } from './functions.js';
import { WorkflowProcesses } from './processes.js';
import type { Program } from './program.js';
import { Queries } from './queries.js';
import type { Run } from './run.js';
import { Signals } from './signals.js';
import { WorkflowSupervision } from './supervision.js';
import { Updates } from './updates.js';
import { changeRun, describeRun } from './run-facts.js';
import { workflowVersions } from './versions.js';

export interface WorkflowHost {
  readonly host: Host;
  readonly queries: Queries;
  readonly updates: Updates;
}

/** The capabilities of a Lua state inside a workflow: every effect is a command or comes from history. */
export function workflowHost(run: Run, program: Program, entry: string): WorkflowHost {
  const { workflowId, taskQueue } = workflowInfo();
  const pid =
    pidOf(program.directory, program.client, taskQueue, workflowId) ??
    formatPid({ node: program.client, host: taskQueue, id: workflowId });
  const parts = new Parts(run, program, entry, pid);
  run.linked = parts.linked.bind(parts);
  const host: Host = {
    name: 'a workflow',
    deterministic: true,
    capabilities: capabilitiesOf(parts),
    moment: () => run.activations,
    attach: (vm) => {
      run.vm = vm;
      run.post = vm.post.bind(vm);
    },
    ended: parts.updates.close.bind(parts.updates),
  };
  return { host, queries: parts.queries, updates: parts.updates };
}

/** What the capabilities of a run stand on; the costlier ones come into being when they are first used. */
class Parts {
  readonly queries: Queries;
  readonly updates: Updates;
  private madeDestinations: Destinations | undefined;
  private madeSignals: Signals | undefined;
  private madeSupervision: WorkflowSupervision | undefined;
  private madeChildren: ChildStarts | undefined;
  private madeFunctions: Functions | undefined;

  constructor(
    readonly run: Run,
    readonly program: Program,
    /** Entry ID of the running workflow. */
    readonly id: string,
    readonly pid: string,
  ) {
    this.queries = new Queries(run, pid);
    this.updates = new Updates(run);
  }

  get destinations(): Destinations {
    return (this.madeDestinations ??= new Destinations(this.program, this.pid));
  }

  get signals(): Signals {
    return (this.madeSignals ??= new Signals(this.run, this.pid));
  }

  get supervision(): WorkflowSupervision {
    return (this.madeSupervision ??= new WorkflowSupervision(this));
  }

  get children(): ChildStarts {
    return (this.madeChildren ??= new ChildStarts(this));
  }

  /** What a link that another run makes or undoes means here. */
  linked(from: string, isLinked: boolean): void {
    try {
      this.supervision.linked(from, isLinked);
    } catch (error) {
      if (!LuaError.is(error)) throw error;
      log.warn(`link with '${from}' is ignored: ${error.message}`);
    }
  }

  get functions(): Functions {
    const { run, program, id } = this;
    return (this.madeFunctions ??= workflowFunctions(run, program, program.directory.workflows[id]?.worker));
  }
}

class WorkflowRun implements Workflow {
  readonly info = describeRun;
  private readonly versions: ReturnType<typeof workflowVersions>;

  constructor(private readonly parts: Parts) {
    this.versions = workflowVersions(parts.run);
  }

  get replaying(): boolean {
    return workflowInfo().unsafe.isReplaying;
  }

  lastResult(): Payload | undefined {
    const { lastResult } = workflowInfo();
    return RawPayload.is(lastResult) ? lastResult.payload : undefined;
  }

  version(...change: Parameters<Workflow['version']>): ReturnType<Workflow['version']> {
    return this.versions.of(...change);
  }

  change(changes: Parameters<Workflow['change']>[0]): ReturnType<Workflow['change']> {
    return changeRun(this.parts.run, changes);
  }

  exec(...[id, args]: Parameters<Workflow['exec']>): ReturnType<Workflow['exec']> {
    return this.parts.children.execEntry(id, args);
  }
}

type Makers = { readonly [C in keyof Capabilities]?: (parts: Parts) => Capabilities[C] };

/** How each capability is made. */
const MAKERS: Makers = {
  clock: ({ run }) => ({
    // eslint-disable-next-line no-restricted-properties -- the SDK's own Date inside the sandbox
    now: () => Date.now(),
    timer: (ms, options) => {
      run.sizes.take([], textsBytes([options?.summary]));
      return effect(run, () => sleep(ms, options?.summary === undefined ? undefined : { summary: options.summary }));
    },
    zone: 'UTC',
  }),
  random: ({ run }) => ({
    bytes: (count) =>
      recorded(
        run,
        ACTIVITY_RANDOM,
        { n: count },
        (answer): answer is Uint8Array => isBytes(answer) && answer.length === count,
        count + 1024,
      ),
    derived: (stream, count) => getRandomStream(`@durable-lua/${stream}`).fill(new Uint8Array(count)),
  }),
  signatures: ({ run }) => ({
    sign: (algorithm, key, data) => recorded(run, ACTIVITY_SIGN, { algorithm, key, data: data }, isBytes),
    verify: (algorithm, key, data, signature) =>
      recorded(
        run,
        ACTIVITY_VERIFY,
        { algorithm, key, data: data, signature: signature },
        (answer): answer is boolean => typeof answer === 'boolean',
      ),
  }),
  functions: ({ functions }) => functions,
  processes: (parts) => new WorkflowProcesses(parts),
  supervision: ({ supervision }) => supervision,
  names: ({ run }) => workflowNames(run),
  mailbox: ({ run }) => run.mailbox,
  handlers: ({ queries, updates }) => ({
    query: (name, handler) => queries.set(name, handler),
    update: (name, handler) => updates.set(name, handler),
  }),
  continuation: ({ run, program }) => workflowContinuation(run, program),
  workflow: (parts) => new WorkflowRun(parts),
  context: ({ run }) => ({ values: () => run.context }),
  // The SDK adds its own names too, `workflowId` among them, by which its lines about a run are found.
  log: ({ run, pid }) => {
    const { workflowId, runId } = workflowInfo();
    return withLogFacts(
      { pid, workflow_id: workflowId, run_id: runId },
      {
        write: (level, message, fields) => {
          run.observed?.observer.logged?.(level, message, fields);
          log[level](message, fields);
        },
      },
    );
  },
};

/** A capability comes into being when it is first asked for: a program uses few, and every open run keeps what it has. */
const capabilitiesOf = lazyCapabilities<Parts>(MAKERS);

/**
 * Done outside the sandbox by a local activity: its marker in the history holds the answer, and nothing of the request;
 * replay returns the recorded answer.
 */
async function recorded<T extends Data>(
  run: Run,
  activity: string,
  request: Data,
  isAnswer: (answer: Data) => answer is T,
  most = 4096,
): Promise<T> {
  const schedule = () =>
    scheduleLocalActivity<unknown>(activity, [new RawPayload(encodeData(request))], {
      startToCloseTimeout: 10_000,
      // A mistake of ours must not be tried for ever, with a workflow that waits for it.
      retry: { maximumAttempts: 5 },
    });
  const { result } = localActivity(run, schedule, { most });
  const answer = decodeData(await result);
  if (isAnswer(answer)) return answer;
  throw new LuaError({ kind: 'INTERNAL', message: `the activity ${activity} gave no answer`, retryable: false });
}

const isBytes = (answer: Data): answer is Uint8Array => answer instanceof Uint8Array;
