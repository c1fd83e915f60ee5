import {
  Duration,
  parseDuration,
  type Data,
  type Millis,
  type Payload,
  type ProcessEvent,
  type ResultSchema,
  type Sendable,
} from '@durable-lua/determinism';
import { checkCancel, conforming } from '@durable-lua/determinism/host';
import type { Execution, Simulation } from '@durable-lua/host-simulated';
import { decodeData, encodeArguments } from '@durable-lua/lua-vm';

/** A length of virtual time: milliseconds, or a text such as `1h30m`. */
export type Time = Millis | string;

/** The end of a workflow: its result, or the error with which it failed. */
export type RunEnd = { readonly result: Data } | { readonly error: Error };

/** Who writes the pages that look into workflows. */
export interface RunPages {
  /** Writes the page of a workflow. @returns its file */
  write(pid: string): Promise<string | undefined>;
  /** The error with which a workflow has failed, and where its page is. */
  failed(pid: string, error: unknown): Promise<unknown>;
}

/** A workflow that was started in virtual time. Whatever continues it keeps its PID, and is meant as well. */
export interface TestRun {
  readonly pid: string;
  readonly workflowId: string;
  /** How it has ended; undefined while it goes on. Lets no time pass. */
  readonly end: RunEnd | undefined;
  /** Writes a page that looks into what it has done so far; its file. Undefined without the option `pages`. */
  page(): Promise<string | undefined>;
  /** Sends a message, now. */
  send(topic: string, ...args: readonly Sendable[]): void;
  /** Sends a message once that much virtual time has passed. */
  sendAfter(time: Time, topic: string, ...args: readonly Sendable[]): void;
  /** Asks for its end, as a client does: at the deadline it is ended whatever it does. */
  cancel(request?: { readonly deadline?: Time; readonly reason?: string }): void;
  /** Ends it without asking. */
  terminate(): void;
  /** Hands it an event, as `process.events()` gives it. */
  tell(event: ProcessEvent): void;
  /**
   * Asks for an update and lets time pass until it is answered.
   * @throws LuaError when it is refused or fails.
   */
  update<T = Data>(name: string, ...args: readonly Sendable[]): Promise<T>;
  /**
   * Asks a query.
   * @throws LuaError `NOT_FOUND` for one that the workflow does not answer; what the handler throws.
   */
  query<T = Data>(name: string, ...args: readonly Sendable[]): Promise<T>;
  /**
   * Lets time pass until the workflow has ended.
   * @throws LuaError when it fails. Error when nothing is left that could make it end; it says what it waits for.
   * @param schema checks the result, as that of a runtime; without one, `T` is only what the test says of it.
   */
  result<T = Data>(schema?: ResultSchema<T>): Promise<T>;
}

/** The handle of a test for a workflow. */
export function testRun(simulation: Simulation, execution: Execution, pages?: RunPages): TestRun {
  const { time } = simulation;
  const after = (wait: Time, event: () => void): void => void time.schedule(millisOf(wait), event);
  const deliver = (wait: Time, topic: string, values: readonly Sendable[]): void => {
    const message = { topic, args: encodeArguments(values) };
    after(wait, () => {
      const { current } = execution;
      if (current.over)
        simulation.write(current, 'warn', `a message of topic '${topic}' came after the end`, { topic });
      else current.deliver(message);
    });
  };
  const asked = async <T>(
    ask: (args: readonly Payload[]) => Promise<unknown>,
    values: readonly Sendable[],
  ): Promise<T> => {
    const args = encodeArguments(values);
    const answer = new Promise((resolve, reject) => {
      time.schedule(0, () => void ask(args).then(resolve, reject));
    });
    return conforming<T>('answer', decodeData((await simulation.until(answer)) as Payload), undefined);
  };
  let end: RunEnd | undefined;
  execution.end.promise.then(
    (result) => (end = { result: decodeData(result) }),
    (error: Error) => (end = { error }),
  );
  return {
    pid: execution.pid,
    workflowId: execution.id,
    get end() {
      return end;
    },
    page: async () => pages?.write(execution.pid),
    send: (topic, ...values) => deliver(0, topic, values),
    sendAfter: (wait, topic, ...values) => deliver(wait, topic, values),
    cancel: ({ deadline, ...others } = {}) => {
      const request = checkCancel({ ...others, ...(deadline === undefined ? {} : { deadline: millisOf(deadline) }) });
      after(0, () => execution.current.requestCancel(request));
    },
    terminate: () => after(0, () => simulation.terminate(execution)),
    tell: (event) => after(0, () => execution.current.tell(event)),
    update: (name, ...values) => asked((args) => simulation.update(execution, name, args), values),
    query: (name, ...values) => asked((args) => simulation.query(execution, name, args), values),
    result: async (schema) => {
      const ended = simulation.until(execution.end.promise);
      const result = await (pages === undefined
        ? ended
        : ended.catch(async (error: unknown) => Promise.reject(await pages.failed(execution.pid, error))));
      return conforming('result', decodeData(result), schema);
    },
  };
}

export function millisOf(time: Time): Millis {
  if (typeof time === 'number') return time;
  const nanos = parseDuration(time);
  if (nanos === undefined)
    throw new TypeError(`a time expected such as "1h30m" or a number of milliseconds, got "${time}"`);
  return new Duration(nanos).millisCeil;
}
