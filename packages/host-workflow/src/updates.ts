import { currentUpdateInfo, defineUpdate, setDefaultUpdateHandler, setHandler } from '@temporalio/workflow';
import { invalid, LuaError, type OutgoingMessage, type Payload, type UpdateHandler } from '@durable-lua/determinism';
import { formatPid } from '@durable-lua/determinism/host';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import { HOST_UPDATE, outgoingOne, type RawPayload, toFailure } from '@durable-lua/temporal-wire';
import { checkHandlerName, payloadsIn } from './queries.js';
import type { Run } from './run.js';

interface Asked {
  complete(value: RawPayload): void;
  fail(error: LuaError): void;
}

/** Updates: messages that are answered, or calls of a handler that was registered for their name. */
export class Updates {
  /** Those that wait for an answer, by ID; undefined once they have it. */
  private readonly asked = new Map<string, Asked | undefined>();
  private readonly nil = encodeData(undefined);

  constructor(private readonly run: Run) {}

  /**
   * From now on each update that has no handler of its own is a message. What has come before is handed over now: so the
   * main coroutine has had its first turn by then, and has registered its handlers.
   */
  open(): void {
    setDefaultUpdateHandler((name, ...args) => {
      const id = currentUpdateInfo()?.id ?? '';
      const answer = new Promise<RawPayload>((complete, fail) => {
        this.asked.set(id, { complete, fail: (error) => fail(toFailure(error)) });
      });
      this.run.deliver({ topic: name, from: formatPid({ host: HOST_UPDATE, id }), args: payloadsIn(args) });
      return answer;
    });
  }

  set(name: string, handler: UpdateHandler | undefined): void {
    checkHandlerName(name);
    // Only while no coroutine runs: the SDK hands over at once what has come for this name, and its check calls Lua.
    this.run.post(() => this.register(name, handler));
  }

  private register(name: string, handler: UpdateHandler | undefined): void {
    if (handler === undefined) return setHandler(defineUpdate(name), undefined);
    setHandler(defineUpdate<RawPayload, unknown[]>(name), (...args) => this.handle(handler, payloadsIn(args)), {
      validator: (...args) => {
        try {
          handler.validate?.(payloadsIn(args));
        } catch (error) {
          throw LuaError.is(error) ? toFailure(error) : error;
        }
      },
    });
  }

  private async handle(handler: UpdateHandler, args: readonly Payload[]): Promise<RawPayload> {
    try {
      return outgoingOne(
        await new Promise<Payload>((resolve, reject) => {
          this.run.post(() => {
            try {
              void handler.handle(args).result.then(resolve, reject);
            } catch (error) {
              reject(error);
            }
          });
        }),
      );
    } catch (error) {
      throw LuaError.is(error) ? toFailure(error) : error;
    }
  }

  /**
   * An answer, as a message to the PID of the update.
   * @throws LuaError `NOT_FOUND`, `CONFLICT`, `INVALID`
   */
  answer(id: string, { topic, args }: OutgoingMessage): void {
    if (!this.asked.has(id)) {
      throw new LuaError({ kind: 'NOT_FOUND', retryable: false, message: `no update '${id}' in this run` });
    }
    const asked = this.asked.get(id);
    if (!ANSWERS.includes(topic)) {
      throw invalid(`an update is answered with one of the topics ${ANSWERS.join(', ')}, got '${topic}'`);
    }
    if (asked === undefined) {
      throw new LuaError({ kind: 'CONFLICT', retryable: false, message: `update '${id}' has been answered already` });
    }
    if (topic === 'ack') return;
    const [value = this.nil] = args;
    if (topic === 'ok') asked.complete(outgoingOne(value));
    else asked.fail(topic === 'nak' ? rejection(value) : failure(value, 'INTERNAL'));
    this.asked.set(id, undefined);
  }
}

const ANSWERS = ['ack', 'ok', 'error', 'nak'];

/** An error object as it is, or any other value as the message of one. */
function failure(payload: Payload, kind: string): LuaError {
  const value = decodeData(payload);
  if (LuaError.is(value)) return value;
  const message = value === undefined ? 'no reason given' : typeof value === 'string' ? value : JSON.stringify(value);
  return new LuaError({ kind, message, retryable: false });
}

function rejection(payload: Payload): LuaError {
  const error = failure(payload, 'INVALID');
  return error.with({ kind: 'INVALID', details: { ...error.details, rejected: true } });
}
