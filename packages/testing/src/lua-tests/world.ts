import { data, LuaError, Misuse, type Data, type LuaCallable, type LuaServices } from '@durable-lua/determinism';
import { defined } from '@durable-lua/determinism/host';
import type { CodeKind, Fake, FakeCall } from '@durable-lua/host-simulated';
import { CHECK_FAILED } from './prelude.js';
import type { TestRun } from '../runtime/test-run.js';
import type { TestRuntime, TestRuntimeOptions } from '../runtime/simulate.js';

/** What stands for an entry, and remembers how it was called. */
export class FakeInLua {
  readonly calls: Readonly<Record<string, Data>>[] = [];
  private readonly failures: LuaError[] = [];

  constructor(private readonly body: ((args: readonly Data[]) => Promise<Data>) | undefined) {}

  fail(error: LuaError, times: number): this {
    for (let i = 0; i < times; i++) this.failures.push(error);
    return this;
  }

  call({ args, attempt, context, options }: FakeCall): unknown {
    this.calls.push({ args, attempt, context: context, options: options });
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    return this.body?.(args);
  }
}

interface Setup {
  readonly now?: string | undefined;
  readonly seed?: string | undefined;
  readonly versions?: Readonly<Record<string, Data>> | undefined;
}

/** A workflow that calls a function as any does. */
const CALLER = 'durable-lua:call';

/** What a test runs in: virtual time, fakes. One after the other, each test of a file has a new one. */
export class World {
  private fakes: Record<CodeKind, Record<string, Fake>> = noFakes();
  private options: Setup = {};
  private made: TestRuntime | undefined;
  private started: TestRun[] = [];
  private folder: string | undefined;
  /** The first check that failed in a fake. */
  failure: LuaError | undefined;

  /**
   * @param make makes the world with what the test has set up
   * @param post lets Lua code of the test run, from outside
   */
  constructor(
    private readonly make: (options: Partial<TestRuntimeOptions>) => TestRuntime,
    private readonly post: (event: () => void) => void,
    private readonly kindOf: (id: string) => string | undefined = () => undefined,
  ) {}

  /** Begins anew. @param pages a folder for pages that look into what is started */
  reset(pages?: string): void {
    this.folder = pages;
    this.started = [];
    this.fakes = noFakes();
    this.options = {};
    this.made = undefined;
    this.failure = undefined;
  }

  runtime(): TestRuntime {
    const { now, seed, versions } = this.options;
    try {
      return (this.made ??= this.make({
        ...this.fakes,
        entries: { [CALLER]: 'return function(id, ...) return require("funcs").call(id, ...) end' },
        ...defined({ now, seed, pages: this.folder }),
        ...(versions !== undefined && { versions: versions as Record<string, number> }),
      }));
    } catch (error) {
      // A mistake of the test, which nobody reads as `nil, err`: a fake for what does not exist.
      throw LuaError.is(error) ? new Misuse(error.message) : error;
    }
  }

  /** Starts a workflow. */
  start(id: string, args: readonly Data[]): TestRun {
    const run = this.runtime().start(id, args);
    this.started.push(run);
    return run;
  }

  /** Writes a page for each workflow that was started; their files. */
  async pages(): Promise<readonly string[]> {
    const files = await Promise.all(this.started.map((run) => run.page()));
    return files.filter((file) => file !== undefined);
  }

  call(id: string, args: readonly Data[]): Promise<Data> {
    return this.runtime()
      .start(CALLER, [id, ...args])
      .result<Data>();
  }

  fake(lua: LuaServices, id: string, body: LuaCallable | undefined): FakeInLua {
    const fake = new FakeInLua(body && ((args) => this.callBack(lua, body, args)));
    this.put(id, { call: (call: FakeCall) => fake.call(call) });
    return fake;
  }

  never(id: string): void {
    this.put(id, { never: true });
  }

  setup(options: Setup): void {
    this.refuseLate('test.setup');
    this.options = { ...this.options, ...options };
  }

  private put(id: string, fake: Fake): void {
    this.refuseLate('test.fake');
    for (const what of codeKinds(this.kindOf(id))) this.fakes[what][id] = fake;
  }

  private refuseLate(what: string): void {
    if (this.made === undefined) return;
    throw new Misuse(`${what}: the world of this test has begun: call it before the first start`);
  }

  /** The simulation stands still until Lua has answered. */
  private callBack(lua: LuaServices, body: LuaCallable, args: readonly Data[]): Promise<Data> {
    return new Promise((resolve, reject) => {
      this.post(() => {
        const values = args.map((arg) => lua.make(data, arg));
        lua.run(body, values).result.then(
          (value) => resolve(lua.as(value, data)),
          (error: unknown) => {
            // A check that fails in a fake is a failure of the test, whatever the workflow makes of it.
            if (LuaError.is(error) && error.kind === CHECK_FAILED) this.failure ??= error;
            reject(error);
          },
        );
      });
    });
  }
}

/** What an entry of this kind can be; all, where the project does not know it. */
function codeKinds(kind: string | undefined): readonly CodeKind[] {
  if (kind === undefined) return ['functions', 'workflows', 'processes'];
  return [kind === 'process.lua' ? 'processes' : kind.includes('workflow') ? 'workflows' : 'functions'];
}

const noFakes = () => ({ functions: {}, workflows: {}, processes: {} });
