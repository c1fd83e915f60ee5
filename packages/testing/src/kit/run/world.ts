import { LuaError, type Data } from '@durable-lua/determinism';
import type { Fake, FakeCall } from '@durable-lua/host-simulated';

/** The functions and workflows that conformance files may count on, under every host. */
export const TEST_FUNCTIONS: Readonly<Record<string, Fake>> = {
  'test:echo': (first: Data) => first,
  'test:arguments': (...args: Data[]) => ({ n: args.length, first: args[0] }),
  'test:context': { call: ({ context }: FakeCall) => context },
  'test:options': { call: ({ options }: FakeCall) => options },
  'test:decline': declined(),
  'test:never': { never: true },
  'test:stubborn': { never: true },
};

export const TEST_WORKFLOWS: Readonly<Record<string, Fake>> = {
  'test:echo': (first: Data) => first,
  'test:decline': declined(),
  'test:never': { never: true },
};

function declined(): LuaError {
  return new LuaError({ kind: 'PAYMENT_DECLINED', message: 'card expired', retryable: false, details: { code: 51 } });
}

/** Where a conformance file says that it can run, in its first comment. */
export function placeOf(source: string): 'inside' | 'outside' | 'anywhere' {
  const [comment = ''] = /^(?:--.*\n)*/.exec(source) ?? [];
  const [, place] = /\bRuns (inside|outside) a workflow\b/.exec(comment) ?? [];
  return (place as 'inside' | 'outside' | undefined) ?? 'anywhere';
}
