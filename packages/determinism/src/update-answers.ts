import type { Data } from './data.js';
import { invalid, LuaError } from './errors.js';

/** What an update that came as a message is answered with. */
const TOPICS = ['ack', 'ok', 'error', 'nak'];

const refused = (kind: string, message: string): LuaError => new LuaError({ kind, message, retryable: false });

/**
 * Whether an update can be answered so. Pure.
 * @param state of the update; undefined when nobody knows it
 * @throws LuaError `NOT_FOUND`, `INVALID`, `CONFLICT`
 */
export function checkUpdateAnswer(id: string, topic: string, state: 'open' | 'answered' | undefined): void {
  if (state === undefined) throw refused('NOT_FOUND', `no update '${id}' in this run`);
  if (!TOPICS.includes(topic)) {
    throw invalid(`an update is answered with one of the topics ${TOPICS.join(', ')}, got '${topic}'`);
  }
  if (state === 'answered') throw refused('CONFLICT', `update '${id}' has been answered already`);
}

/** JSON has no integer of 64 bit: as text, then. */
const textOf = (value: Data): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one));

/** What an update fails with that is answered with `error`, or `nak`: an error object as it is, else the message of one. Pure. */
export function updateFailure(topic: 'error' | 'nak', value: Data): LuaError {
  const message = value === undefined ? 'no reason given' : typeof value === 'string' ? value : textOf(value);
  const error = LuaError.is(value) ? value : refused('INTERNAL', message);
  return topic === 'error' ? error : error.with({ kind: 'INVALID', details: { ...error.details, rejected: true } });
}

/** Of an update that comes to a run that has ended. */
export const updateTooLate = (): LuaError =>
  refused('NOT_FOUND', 'the workflow has ended: it takes no update any more');

/** Of an update that was accepted, and is not answered when the run ends. */
export const updateUnanswered = (): LuaError =>
  refused(
    'NOT_FOUND',
    'the workflow has ended without an answer to the update: let its handler end, or answer the message, before',
  );
