import { invalid } from '../errors.js';
import { didYouMean } from '../nearest.js';
import type { CancelRequest } from '../supervision.js';

/** Every option of a type by its name, so that the compiler says which is missing here. */
export type NamesOf<T> = Readonly<Record<keyof T, true>>;

/**
 * Refuses options that nobody knows: types say so to a caller in TypeScript, this to one in JavaScript. Pure.
 * @param what begins the message: `createRuntime`.
 * @throws LuaError `INVALID` with the option that was probably meant, or all that there are.
 */
export function checkNames(what: string, given: object, known: Readonly<Record<string, unknown>>): void {
  if (typeof given !== 'object' || Array.isArray(given)) {
    const got = given === undefined ? 'undefined' : Array.isArray(given) ? 'a list' : `a ${typeof given}`;
    throw invalid(`${what}: an object of options expected, got ${got}`);
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue;
    const remedy = didYouMean(name, Object.keys(known)) || `; there are ${Object.keys(known).join(', ')}`;
    throw invalid(`${what}: unknown option '${name}'${remedy}`, { option: name });
  }
}

const CANCEL_NAMES: NamesOf<CancelRequest> = { deadline: true, reason: true };

/**
 * A cancel request as TypeScript gives it. Pure.
 * @throws LuaError `INVALID` for an option that nobody knows, and for a deadline that is no number of milliseconds.
 */
export function checkCancel(request: CancelRequest): CancelRequest {
  checkNames('cancel', request, CANCEL_NAMES);
  const { deadline } = request;
  if (deadline === undefined || (Number.isFinite(deadline) && deadline >= 0)) return request;
  throw invalid(`cancel: deadline: a number of milliseconds expected, got ${JSON.stringify(deadline)}`);
}
