import { HandlerUnfinishedPolicy, type WorkflowUpdateAnnotatedType } from '@temporalio/common';
import { currentUpdateInfo, defineUpdate, setDefaultUpdateHandler, setHandler } from '@temporalio/workflow';
import { getActivator } from '@temporalio/workflow/lib/global-attributes.js';
import { LuaError, type OutgoingMessage, type Payload, type UpdateHandler } from '@durable-lua/determinism';
import {
  checkUpdateAnswer,
  DEFAULT_SIZE_LIMITS,
  fieldBytes,
  formatPid,
  MAX_FAILURE_BYTES,
  MAX_PAYLOAD_BYTES,
  updateFailure,
  updateTooLate,
} from '@durable-lua/determinism/host';
import { decodeData } from '@durable-lua/lua-vm';
import { HOST_UPDATE, type RawPayload, toFailure } from '@durable-lua/temporal-wire';
import { NIL } from './effects.js';
import { checkHandlerName, payloadsIn } from './queries.js';
import type { Run } from './run.js';

interface Asked {
  complete(value: RawPayload): void;
  fail(error: LuaError): void;
}

/** Updates: messages that are answered, or calls of a handler that was registered for their name. */
export class Updates {
  /** Those that wait for an answer, by ID; undefined once they have it. */
  private made: Map<string, Asked | undefined> | undefined;
  private isOpen = false;
  private isClosed = false;
  /** Handlers that the main coroutine has registered in its first turn. */
  private early: { readonly name: string; readonly handler: UpdateHandler | undefined }[] | undefined;

  constructor(private readonly run: Run) {}

  private get asked(): Map<string, Asked | undefined> {
    return (this.made ??= new Map());
  }

  /**
   * From now on each update that has no handler of its own is a message. What has come before is handed over now: so the
   * main coroutine has had its first turn by then, and has registered its handlers.
   *
   * Live, updates may come with the start, in one activation, that on replay come in one of their own, after the first turn.
   * So they are handed over as they would come there: in their order, whatever their names, each with its own turn of Lua. The SDK
   * would hand over with each handler what has come for its name.
   */
  open(): void {
    if (this.isClosed) return getActivator().dispatchBufferedUpdates();
    const { bufferedUpdates } = getActivator();
    const come = bufferedUpdates.splice(0);
    for (const { name, handler } of this.early ?? []) this.register(name, handler);
    this.early = undefined;
    this.isOpen = true;
    bufferedUpdates.push(...come);
    setDefaultUpdateHandler((name, ...args) => {
      const id = currentUpdateInfo()?.id ?? '';
      const answer = new Promise<RawPayload>((complete, fail) => {
        this.asked.set(id, { complete, fail: (error) => fail(this.run.sizes.failure(error)) });
      });
      const payloads = payloadsIn(args);
      this.run.sizes.add(payloads);
      this.run.observed?.job('doUpdate');
      this.run.deliver({ topic: name, from: formatPid({ host: HOST_UPDATE, id }), args: payloads });
      return answer;
    });
  }

  /** The run has ended. An update that comes after what ended it, in the same activation, is refused: nobody would answer it. */
  close(): void {
    this.isClosed = true;
    Object.assign(getActivator().updateHandlers, REFUSING);
  }

  set(name: string, handler: UpdateHandler | undefined): void {
    checkHandlerName(name);
    // Only while no coroutine runs: a check calls Lua.
    this.run.post(() => {
      if (this.isOpen) this.register(name, handler);
      else (this.early ??= []).push({ name, handler });
    });
  }

  private register(name: string, handler: UpdateHandler | undefined): void {
    if (handler === undefined) return setHandler(defineUpdate(name), undefined);
    setHandler(defineUpdate<RawPayload, unknown[]>(name), (...args) => this.handle(handler, payloadsIn(args)), {
      validator: (...args) => {
        const payloads = payloadsIn(args);
        try {
          handler.validate?.(payloads);
        } catch (error) {
          throw LuaError.is(error) ? rejected(error, payloads) : error;
        }
      },
    });
  }

  private async handle(handler: UpdateHandler, args: readonly Payload[]): Promise<RawPayload> {
    const { sizes, vm } = this.run;
    const id = currentUpdateInfo()?.id ?? '';
    // What accepts an update repeats its arguments.
    sizes.add(args);
    try {
      const value = await new Promise<Payload>((resolve, reject) => {
        this.run.observed?.job('doUpdate');
        this.run.post(() => {
          try {
            const started = vm === undefined ? handler.handle(args) : vm.within(id, () => handler.handle(args));
            void started.result.then(resolve, reject);
          } catch (error) {
            reject(error);
          }
        });
      });
      const [answer] = sizes.outgoing([value]) as [RawPayload];
      await sizes.takeWhenThereIsRoom([value]);
      return answer;
    } catch (error) {
      throw LuaError.is(error) ? sizes.failure(error) : error;
    }
  }

  /**
   * An answer, as a message to the PID of the update.
   * @throws LuaError `NOT_FOUND`, `CONFLICT`, `INVALID`
   */
  answer(id: string, { topic, args }: OutgoingMessage): void {
    const asked = this.asked.get(id);
    const state = asked !== undefined ? 'open' : this.asked.has(id) ? 'answered' : undefined;
    checkUpdateAnswer(id, topic, state);
    if (asked === undefined || topic === 'ack') return;
    const [value = NIL] = args;
    if (topic === 'ok') asked.complete(this.answerOf(value));
    else asked.fail(updateFailure(topic as 'error' | 'nak', decodeData(value)));
    this.asked.set(id, undefined);
  }

  private answerOf(value: Payload): RawPayload {
    const [answer] = this.run.sizes.outgoing([value]) as [RawPayload];
    this.run.sizes.take([value]);
    return answer;
  }
}

/** What finds the handler of an update, once the run has ended. */
const REFUSING: Pick<Map<string, WorkflowUpdateAnnotatedType>, 'get' | 'has'> = {
  has: () => true,
  get: () => ({
    handler: () => new Promise(() => undefined),
    validator: () => {
      throw toFailure(updateTooLate());
    },
    unfinishedPolicy: HandlerUnfinishedPolicy.ABANDON,
  }),
};

/** What rejects an update repeats its arguments beside the failure, in one field. */
const rejected = (error: LuaError, args: readonly Payload[]) =>
  toFailure(error, {
    room: Math.max(4096, Math.min(MAX_FAILURE_BYTES, MAX_PAYLOAD_BYTES - 4096 - fieldBytes(args, DEFAULT_SIZE_LIMITS))),
  });
