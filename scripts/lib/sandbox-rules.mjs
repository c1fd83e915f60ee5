/**
 * ESLint rules for code that a workflow runs and replays: no clock, no randomness, no timers, no process of its own.
 * Each message says whom to ask instead.
 */

// host-workflow makes its capabilities of what the SDK has made deterministic.
const inTheHost = ' (The host itself says so: one line, this rule disabled, and the reason.)';

const globals = {
  setTimeout: 'Waiting is the capability `clock` of the host.',
  setInterval: 'Waiting is the capability `clock` of the host.',
  setImmediate: 'Order comes from the scheduler: spawn a coroutine or return a promise.',
  queueMicrotask: 'Order comes from the scheduler: spawn a coroutine or return a promise.',
  performance: 'Time is the capability `clock` of the host.',
  process: 'There is no process in the sandbox: what you need of it is an option or a capability.',
  Buffer: "Buffer is Node's: bytes are Uint8Array here.",
  crypto: 'Randomness is the capability `random` of the host, hashes are in @noble/hashes.',
  fetch: 'The network is the capability `http` of the host, or an activity.',
  WeakRef: 'When it is collected differs from run to run: end what you hold by hand.',
  FinalizationRegistry: 'When it runs differs from run to run: end what you hold by hand.',
};

export const sandboxRules = {
  'no-restricted-globals': ['error', ...Object.entries(globals).map(([name, message]) => ({ name, message }))],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: 'Time is the capability `clock` of the host.' + inTheHost },
    { object: 'Math', property: 'random', message: 'Randomness is the capability `random` of the host.' + inTheHost },
    ...Object.keys(globals).map((property) => ({ object: 'globalThis', property, message: globals[property] })),
  ],
};

/** Selectors for `no-restricted-syntax`. */
export const sandboxSyntax = [
  {
    selector: ":matches(NewExpression[arguments.length=0], CallExpression)[callee.name='Date']",
    message: 'This reads the clock. Time is the capability `clock` of the host.',
  },
  {
    selector: ":matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind='let']",
    message: 'What a worker preloads is frozen and shared by its workflows: state belongs to the VM or the host.',
  },
];
