import { setDefaultQueryHandler } from '@temporalio/workflow';
import { invalid, LuaError, type Data, type Payload, type QueryHandler } from '@durable-lua/determinism';
import { builtInQueries, coroutineText } from '@durable-lua/determinism/host';
import { encodeData } from '@durable-lua/lua-vm';
import {
  MAX_QUERY_FAILURE_BYTES,
  RawPayload,
  RESERVED_PREFIX,
  SDK_RESERVED_PREFIX,
  toFailure,
} from '@durable-lua/temporal-wire';
import type { Run } from './run.js';

/** Asked in place of the SDK's own: a stack of TypeScript says nothing about Lua. */
export const QUERY_STACK = '@stack_trace';
export const SDK_QUERY_STACK = '__stack_trace';

/** What a run answers about itself. It changes nothing, so that replay, which sees no query, goes the same way. */
export class Queries {
  private handlers: Map<string, QueryHandler> | undefined;

  constructor(
    private readonly run: Run,
    private readonly pid: string,
  ) {}

  /** Made when somebody asks: most runs are never asked, and each keeps what it has. */
  private get builtIn(): ReadonlyMap<string, () => Data> {
    const { run, pid } = this;
    const coroutines = () => run.vm?.coroutines() ?? [];
    const queries = builtInQueries({ pid, mailbox: run.mailbox, coroutines });
    const stack = (): Data => coroutines().map(coroutineText).join('\n\n');
    return new Map([...Object.entries(queries), [QUERY_STACK, stack]]);
  }

  /** To be called once the run can answer. */
  open(): void {
    setDefaultQueryHandler((name, ...args) => this.answer(name, args));
  }

  set(name: string, handler: QueryHandler | undefined): void {
    checkHandlerName(name);
    if (handler === undefined) this.handlers?.delete(name);
    else (this.handlers ??= new Map<string, QueryHandler>()).set(name, handler);
  }

  private answer(name: string, args: readonly unknown[]): RawPayload {
    try {
      const handler = this.handlers?.get(name);
      const builtIn = handler === undefined ? this.builtIn.get(name) : undefined;
      if (handler === undefined && builtIn === undefined) throw this.unknown(name);
      return this.run.sizes.checkUnseen(
        handler?.(payloadsIn(args)) ?? encodeData(builtIn?.()),
        this.run.answersWithTask,
      );
    } catch (error) {
      throw LuaError.is(error) ? toFailure(error, { room: MAX_QUERY_FAILURE_BYTES }) : error;
    }
  }

  private unknown(name: string): LuaError {
    const known = [...this.builtIn.keys(), ...(this.handlers?.keys() ?? [])].filter((one) => one !== QUERY_STACK);
    return new LuaError({
      kind: 'NOT_FOUND',
      retryable: false,
      message: `no query '${name}': this workflow answers ${[...known, SDK_QUERY_STACK].join(', ')}`,
    });
  }
}

/** The SDK hands over what our converter made of each argument. */
export const payloadsIn = (args: readonly unknown[]): Payload[] =>
  args.filter((arg) => RawPayload.is(arg)).map(({ payload }) => payload);

/** @throws LuaError `INVALID` */
export function checkHandlerName(name: string): void {
  if (name === '') throw invalid('name: non-empty string expected');
  const prefix = [RESERVED_PREFIX, SDK_RESERVED_PREFIX, '__stack_trace', '__enhanced_stack_trace'].find((one) =>
    name.startsWith(one),
  );
  if (prefix !== undefined) throw invalid(`name '${name}': names that begin with '${prefix}' are reserved`);
}
