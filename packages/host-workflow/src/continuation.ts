import { makeContinueAsNewFunc, workflowInfo, type ContinueAsNewOptions } from '@temporalio/workflow';
import {
  canceled,
  invalid,
  operation,
  type Continuation,
  type ContinueOptions,
  type Payload,
} from '@durable-lua/determinism';
import { defined } from '@durable-lua/determinism/host';
import { encodeData } from '@durable-lua/lua-vm';
import { RawPayload, sdkStartOptions, startArguments, workflowOf } from '@durable-lua/temporal-wire';
import { sending, textsBytes } from './effects.js';
import type { Program } from './program.js';
import type { Run } from './run.js';

/** How a run ends that goes on as another: what it says to the main function, which alone can tell the SDK. */
export class Continue {
  constructor(
    private readonly run: Run,
    private readonly options: ContinueAsNewOptions,
    private readonly args: readonly Payload[],
    private readonly memo: readonly Payload[],
    private readonly searchAttributes: ContinueOptions['searchAttributes'],
    /** Bytes of search attributes and names. */
    private readonly otherBytes: number,
  ) {}

  /** Ends the run. To be called when nothing else of this activation can come: each unread message goes along. */
  carryOut(): Promise<never> {
    const args = this.arguments().map((payload) => new RawPayload(payload));
    return sending(this.run, { context: undefined }, () => makeContinueAsNewFunc(this.options)(...args));
  }

  /** To be called before the run ends. @throws LuaError `INVALID` when it is more than a server takes. */
  check(): void {
    const { sizes } = this.run;
    const args = this.arguments();
    sizes.checkField(args);
    sizes.checkMemo(this.memo);
    sizes.checkSearch(this.searchAttributes);
    sizes.take([...args, ...this.memo], this.otherBytes, true);
  }

  private arguments(): readonly Payload[] {
    const { trapLinks, upgradable } = this.run.processOptions;
    return startArguments(this.args, {
      messages: this.run.unread(),
      ...(trapLinks || upgradable ? { options: { trapLinks, upgradable } } : {}),
    });
  }
}

export function workflowContinuation(run: Run, program: Program): Continuation {
  return {
    continueAs: (id, args, options) => {
      const memo = memoOf(options);
      const to = new Continue(
        run,
        { ...target(program, id, options), ...settings(options), ...(memo && { memo }) },
        args,
        Object.values(memo ?? {}).map(({ payload }) => payload),
        options.searchAttributes,
        bytesBeside(options, Object.keys(memo ?? {})),
      );
      let refuse!: (error: unknown) => void;
      let isRefused = false;
      const refused = new Promise<never>((_, reject) => {
        refuse = (error) => {
          isRefused = true;
          reject(error);
        };
      });
      const end = (): void => {
        if (isRefused) return;
        try {
          to.check();
        } catch (error) {
          return refuse(error);
        }
        run.end(to);
      };
      // The SDK hands over the messages of an activation one by one, and a cancel request at last: only then is it known what
      // goes along, and whether anything does.
      void Promise.resolve().then(() => run.post(end));
      return operation(refused, () => refuse(canceled()));
    },
  };
}

/** @throws LuaError `NOT_FOUND`, `INVALID` for an entry that cannot take over. */
function target(program: Program, id: string | undefined, { taskQueue }: ContinueOptions): ContinueAsNewOptions {
  if (id === undefined) return defined({ taskQueue });
  const { workflowType, worker } = workflowOf(program.directory, id);
  const home = program.directory.workers[worker ?? ''];
  if (taskQueue === undefined && home?.client !== program.client) {
    throw invalid(
      worker === undefined
        ? `'${id}' has no worker (meta.temporal.workflow.worker), so nothing would run it`
        : `'${id}' runs on '${worker}', which belongs to another client than '${program.client}'`,
    );
  }
  return defined({ workflowType, taskQueue: taskQueue ?? home?.taskQueue ?? workflowInfo().taskQueue });
}

const bytesBeside = ({ searchAttributes = {} }: ContinueOptions, memoKeys: readonly string[]): number =>
  textsBytes([JSON.stringify(searchAttributes), ...memoKeys]);

/** The memo of the new run. Of itself the server carries on that of the start, without what the run has put in since. */
function memoOf({ memo }: ContinueOptions): Readonly<Record<string, RawPayload>> | undefined {
  if (memo === undefined) return workflowInfo().memo as Readonly<Record<string, RawPayload>> | undefined;
  return Object.fromEntries(Object.entries(memo).map(([key, value]) => [key, new RawPayload(encodeData(value))]));
}

const settings = ({ runTimeout, taskTimeout, searchAttributes }: ContinueOptions): ContinueAsNewOptions =>
  sdkStartOptions(defined({ runTimeout, taskTimeout, searchAttributes }));
