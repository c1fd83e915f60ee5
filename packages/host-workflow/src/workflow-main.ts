import { CancellationScope, log, setDefaultSignalHandler, sleep, workflowInfo } from '@temporalio/workflow';
import { LuaError, type ModuleDefinition, type Payload } from '@durable-lua/determinism';
import { defined, type Interceptor } from '@durable-lua/determinism/host';
import { createLua } from '@durable-lua/lua-vm';
import { RawPayload, readStartArguments, toCancelledFailure } from '@durable-lua/temporal-wire';
import { Continue } from './continuation.js';
import { countRun } from './metrics.js';
import { observed } from './observation.js';
import { workflowHost } from './workflow-host.js';
import { librariesOf, theProgram, type LoadedProgram } from './program.js';
import { theRun, type Run } from './run.js';

export interface WorkflowMainOptions {
  /** Modules that workflows may require. */
  readonly modules: readonly ModuleDefinition[];
  /** Wrapped around the capabilities of every run. */
  readonly interceptors?: readonly Interceptor[];
}

/**
 * The default workflow of a bundle: every `workflow.lua` entry of the program is a workflow type.
 *
 * A Lua failure fails the run. Anything else thrown is a defect: it fails the workflow task, which Temporal retries, so that
 * a fixed worker lets the run recover.
 */
export function workflowMain(options: WorkflowMainOptions): (...args: unknown[]) => Promise<unknown> {
  return (...args) => {
    const program = theProgram();
    const run = theRun();
    run.root = CancellationScope.current();
    run.observed = observed();
    const start = readStartArguments(args.filter((arg) => RawPayload.is(arg)).map((arg) => arg.payload));
    if (start.extras.options !== undefined) run.processOptions = start.extras.options;
    const { id, workflow, lua, queries, updates } = prepare(options, program, run);
    run.closeEffects = lua.close.bind(lua);
    for (const message of start.extras.messages) run.deliver(message);
    const delay = start.extras.delayMs === undefined ? undefined : delayed(run, start.extras.delayMs);
    // The SDK hands over what it kept for us at this very call.
    setDefaultSignalHandler(() => undefined);
    queries.open();
    const begin = (): Promise<RawPayload> =>
      lua.runEntry(workflow.point, start.args).then(
        (result) => {
          warnOfUnread(run);
          if (program.program.metrics) countRun(id, lua.usage());
          return answer(result, run);
        },
        (error: unknown) => {
          if (error instanceof Continue) {
            if (program.program.metrics) countRun(id, lua.usage());
            return error.carryOut();
          }
          if (program.program.metrics) countRun(id, lua.usage(), error);
          warnOfUnread(run);
          throw failureOf(error, run);
        },
      );
    const end = delay === undefined ? begin() : delay.then(begin);
    updates.open();
    return end;
  };
}

async function answer(result: Payload, run: Run): Promise<RawPayload> {
  try {
    const [only] = run.sizes.outgoing([result]) as [RawPayload];
    await run.sizes.takeWhenThereIsRoom([result]);
    return only;
  } catch (error) {
    throw failureOf(error, run);
  }
}

function failureOf(error: unknown, run: Run): unknown {
  if (!LuaError.is(error)) return error;
  return error.kind === 'CANCELED' && run.cancelRequested
    ? toCancelledFailure(error, run.sizes.failureRoom)
    : run.sizes.failure(error);
}

function warnOfUnread(run: Run): void {
  for (const { topic, count } of run.mailbox.waiting()) {
    log.warn(`the workflow ends with ${count} unread message(s) of topic '${topic}'`, { topic, count });
  }
}

function prepare({ modules, interceptors = [] }: WorkflowMainOptions, { program, types }: LoadedProgram, run: Run) {
  const id = types.get(workflowInfo().workflowType);
  const workflow = id === undefined ? undefined : program.workflows[id];
  if (id === undefined || workflow === undefined) throw unknownType([...types.keys()]);
  const { host, queries, updates } = workflowHost(run, program, id);
  const lua = createLua({
    modules,
    interceptors,
    host,
    entry: id,
    declared: workflow.modules,
    // What comes from outside comes as a job of the SDK, one after the other: its turn is now.
    defer: (turn) => turn(),
    libraries: librariesOf(program, workflow),
    ...defined({ limits: program.luaLimits, observer: run.observed?.observer }),
  });
  run.observed?.begin({ entry: id, lua, unread: () => run.mailbox.unread() }, lua);
  return { id, workflow, lua, queries, updates };
}

/** Fails the task, not the run: the run goes on once a worker knows its type. */
function unknownType(known: readonly string[]): Error {
  return new Error(
    `no workflow.lua entry has the workflow type '${workflowInfo().workflowType}' (this worker knows ${known.join(', ')}): ` +
      `deploy the worker that has it; the run waits`,
  );
}

/** A child's start delay: a durable timer, which the first message or a cancel request ends. */
async function delayed(run: Run, ms: number): Promise<void> {
  const { post } = run;
  const scope = new CancellationScope({ cancellable: true, parent: run.scope });
  const cancel = scope.cancel.bind(scope);
  Object.assign(run, {
    endDelay: cancel,
    post: (event) => {
      post(event);
      cancel();
    },
  } satisfies Partial<Run>);
  await scope.run(() => sleep(ms)).catch(() => undefined);
  run.endDelay = undefined;
  run.post = post;
}
