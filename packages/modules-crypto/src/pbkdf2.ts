import { bytes, fn, integer, invalid, optional, result, string, type Env } from '@durable-lua/determinism';
import { pbkdf2 as derive } from '@noble/hashes/pbkdf2.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { HMAC_UNITS } from './keyed.js';

const HASHES = { sha256, sha512 } as const;
/** What one round costs, in units of the budget. */
const UNITS = { sha256: 40, sha512: 80 } as const;
const MAX_ITERATIONS = 10_000_000;
/** So many rounds take some milliseconds. More are left to the host, if it can make them while others run. */
const SHORT = 2_000;
const MAX_LENGTH = 1_048_576;
/**
 * A workflow computes while its task waits, and again on each replay: this many take a fraction of a second, also for SHA-512.
 */
const MAX_ITERATIONS_IN_WORKFLOW = 100_000;
/** The iterations are made once for each digest that the key is long: beyond twice the above a task ends as hung. */
const MAX_ROUNDS_IN_WORKFLOW = 2 * MAX_ITERATIONS_IN_WORKFLOW;

const checkRange = (name: string, given: number, max: number): void => {
  if (given < 1 || given > max) throw invalid(`pbkdf2: ${name} must be 1 to ${max}, got ${given}`);
};

function checkNotEmpty(name: string, given: Uint8Array): void {
  if (given.length === 0) throw invalid(`pbkdf2: the ${name} must not be empty`);
}

export const pbkdf2 = fn(
  {
    doc: 'A key of length bytes from a password and a salt, by PBKDF2 with the HMAC of hash, sha256 (default) or sha512. A workflow refuses more than 100000 iterations: let a function derive and use the key, and call that with funcs.call, without the password: what a call takes and gives stands in the history.',
    params: {
      password: bytes,
      salt: bytes,
      iterations: integer(),
      length: integer(),
      hash: optional(string, 'sha256'),
    },
    returns: result(bytes),
  },
  (env: Env<'workflow' | 'signatures'>, { password, salt, iterations, length, hash = 'sha256' }) => {
    checkNotEmpty('password', password);
    checkNotEmpty('salt', salt);
    checkRange('iterations', iterations, MAX_ITERATIONS);
    checkRange('length', length, MAX_LENGTH);
    // Not shown: whoever mixes up the arguments may have given the password.
    if (!Object.hasOwn(HASHES, hash)) throw invalid('pbkdf2: unknown hash: expected sha256 or sha512');
    const algorithm = HASHES[hash as keyof typeof HASHES];
    const rounds = iterations * Math.ceil(length / algorithm.outputLen);
    const inWorkflow = rounds > SHORT && env.workflow.info() !== undefined;
    if (inWorkflow && rounds > MAX_ITERATIONS_IN_WORKFLOW) {
      checkWorkInWorkflow(iterations, rounds, length, algorithm.outputLen);
    }
    // The password becomes a key once, and the salt is read once.
    env.lua.pay(HMAC_UNITS[hash as keyof typeof HASHES] + (password.length + salt.length) / 2);
    env.lua.pay(rounds * UNITS[hash as keyof typeof HASHES]);
    if (rounds > SHORT && !inWorkflow && 'signatures' in env) {
      const { signatures } = env;
      const elsewhere = signatures.deriveKey?.(hash as keyof typeof HASHES, password, salt, iterations, length);
      if (elsewhere !== undefined) return elsewhere;
    }
    return derive(algorithm, password, salt, { c: iterations, dkLen: length });
  },
);

function checkWorkInWorkflow(iterations: number, rounds: number, length: number, digest: number): void {
  // What a call takes and gives stands in the history: a function that only derived the key would write it there.
  const remedy = 'derive the key in the function that uses it, and call that with funcs.call';
  if (iterations > MAX_ITERATIONS_IN_WORKFLOW) {
    throw invalid(
      `pbkdf2: at most ${MAX_ITERATIONS_IN_WORKFLOW} iterations in a workflow, got ${iterations}: ${remedy}`,
    );
  }
  if (rounds > MAX_ROUNDS_IN_WORKFLOW) {
    throw invalid(
      `pbkdf2: ${iterations} iterations for ${length} bytes, ${digest} at a time, are too many in a workflow: ${remedy}`,
    );
  }
}
