import { builtinModules } from 'node:module';

/**
 * The rooms of the repository and what may be imported in each: the arrows of docs/architecture.md.
 * ESLint reads this for the imports, the tidy test for the dependencies in package.json.
 */

const OURS = '@durable-lua/';

const says = (regex, message) => ({ regex, message });

/** For code that runs, and is replayed, inside a workflow. */
const noNode = says(
  `^(?:node:.*|(?:${builtinModules.join('|')})(?:/.*)?)$`,
  'This runs in the workflow sandbox and in browsers, where there is no Node: ask the host for it.',
);

const noEngine = says(
  '^fengari(/|$)',
  'Only packages/lua-vm/src/engine/state imports the engine: use what it, or @durable-lua/lua-vm, exports.',
);

/** Nor the file by which lua-vm itself gets at it. */
const noDoor = says('(^|/)fengari([./-]|$)', 'Only the engine floor of lua-vm knows the engine: use what it exports.');

const noTemporal = says(
  '^@temporalio/',
  'Temporal is known to host-workflow, host-node/src/temporal, temporal-wire, worker and what stands above: ask the host.',
);

/** Of ours only `names`. */
const ofOursOnly = (names, message) => says(`^${OURS}(?!(?:${names.join('|') || '-'})(?:/|$))`, message);

/** Packages are used through what they export. */
const noInsides = says(
  `^\\.{1,2}/.*/src/|^${OURS}[^/]+/(?:src|dist)(?:/|$)`,
  'This reaches into another package: import it by its name, and what is missing there belongs in its exports.',
);

const onDeterminism = [noTemporal, noNode, ofOursOnly(['determinism'], 'lua-vm stands on determinism alone.')];

/** Of its own package a file in `folder` of lua-vm imports only what lies beside it and what lies in `below`; types count as well. */
function floor(folder, below, more = [noEngine]) {
  const allowed = below.map((way) => way.slice('../'.length).replaceAll('.', '\\.')).join('|') || '$';
  const arrow = says(
    `^(?:\\./)*\\.\\./(?!${allowed})`,
    `The floors of lua-vm import downwards: src/${folder} knows what lies beside it, and ${below.join(', ') || 'nothing else'}.`,
  );
  return { files: [`packages/lua-vm/src/${folder}`], sandbox: true, forbid: [...onDeterminism, arrow, ...more] };
}

const registryArrows = [
  noEngine,
  noTemporal,
  ofOursOnly(['determinism', 'lua-vm'], 'registry reads files, and has Lua compiled: it knows determinism and lua-vm.'),
];

const belowHosts = ['determinism', 'lua-vm', 'temporal-wire'];
const hostArrow = 'A host knows determinism and lua-vm (its Temporal half also temporal-wire), never a module by name.';

/**
 * Per folder: what its code may not import, and `sandbox: true` when it runs inside workflows.
 * Of several entries that match a file the last one counts.
 */
export const rooms = [
  { files: ['packages/*', 'apps/*', 'benchmarks'], forbid: [noEngine, noTemporal] },
  { files: ['packages/worker', 'packages/testing', 'packages/cli', 'apps/*', 'benchmarks'], forbid: [noEngine] },
  {
    files: ['packages/opentelemetry'],
    forbid: [
      noEngine,
      ofOursOnly(
        ['determinism', 'host-workflow', 'worker'],
        'opentelemetry wraps what worker runs; of the engine it knows nothing.',
      ),
    ],
  },
  {
    files: ['packages/opentelemetry/src/workflow'],
    sandbox: true,
    forbid: [
      noEngine,
      noNode,
      says('^@opentelemetry/', 'OpenTelemetry is outside of the sandbox: a span is data here, which a sink hands out.'),
      ofOursOnly(['host-workflow'], 'The half of opentelemetry in the sandbox knows the run that it traces alone.'),
    ],
  },
  {
    files: ['packages/inspector'],
    forbid: [
      noEngine,
      ofOursOnly(
        ['determinism', 'lua-vm', 'registry', 'worker'],
        'inspector replays with worker, and shows what lua-vm tells.',
      ),
    ],
  },
  {
    files: ['packages/dev-server'],
    forbid: [
      noEngine,
      says(
        '^@temporalio/(?!(?:client|envconfig|testing)(?:/|$))',
        'The dev server asks whether a server answers, and has the SDK download one: no workers, no workflows.',
      ),
    ],
  },
  {
    files: ['packages/determinism'],
    sandbox: true,
    forbid: [
      says('^[^.]', 'determinism is the ground floor: it imports nothing, so that depending on it costs nothing.'),
    ],
  },
  {
    files: ['packages/lua-vm'],
    sandbox: true,
    forbid: [...onDeterminism, noDoor],
  },
  floor('scheduling', [], [noDoor]),
  floor('engine', ['../scheduling/']),
  floor('engine/state', ['../../scheduling/'], []),
  floor('engine/values', ['../state/', '../../scheduling/']),
  floor('engine/bindings', ['../values/', '../state/', '../../scheduling/']),
  floor('engine/library', ['../bindings/', '../values/', '../state/', '../../scheduling/']),
  floor('engine/oracle', ['../state/'], []),
  {
    files: ['packages/modules-*'],
    sandbox: true,
    forbid: [
      noEngine,
      noTemporal,
      noNode,
      ofOursOnly(['determinism'], 'A module knows determinism and libraries of its field, no other package of ours.'),
      says(
        `^${OURS}determinism/host$`,
        'That entry point is for hosts: what a module may use is exported by @durable-lua/determinism itself.',
      ),
    ],
  },
  {
    files: ['packages/temporal-wire'],
    sandbox: true,
    forbid: [
      noEngine,
      noNode,
      says(
        '^@temporalio/(?!common(?:/|$))',
        'This is loaded inside workflows and outside: only @temporalio/common is, too.',
      ),
      ofOursOnly(['determinism', 'lua-vm'], 'temporal-wire knows values, no host and no module.'),
    ],
  },
  { files: ['packages/host-*'], forbid: [noEngine, noTemporal, ofOursOnly(['determinism', 'lua-vm'], hostArrow)] },
  {
    files: ['packages/host-browser'],
    forbid: [noEngine, noTemporal, noNode, ofOursOnly(['determinism', 'lua-vm'], hostArrow)],
  },
  { files: ['packages/host-node/src/temporal'], forbid: [noEngine, ofOursOnly(belowHosts, hostArrow)] },
  { files: ['packages/host-workflow'], sandbox: true, forbid: [noEngine, ofOursOnly(belowHosts, hostArrow)] },
  {
    files: ['packages/http-server', 'packages/http-client', 'packages/store-sqlite'],
    forbid: [
      noEngine,
      noTemporal,
      ofOursOnly(
        ['determinism'],
        'What does the work of a capability is given what it needs: it knows determinism alone.',
      ),
    ],
  },
  { files: ['packages/registry'], forbid: registryArrows },
  {
    // What reads a project from memory, in a page, needs no Node.
    files: ['fields', 'kinds', 'lua', 'rules', 'yaml'].map((folder) => `packages/registry/src/${folder}`),
    forbid: [...registryArrows, noNode],
  },
  {
    files: ['packages/reference'],
    forbid: [
      noEngine,
      noTemporal,
      noNode,
      ofOursOnly(['determinism'], 'reference writes down what a definition says; it knows determinism alone.'),
    ],
  },
].map(({ forbid, ...room }) => ({ ...room, forbid: [...forbid, noInsides] }));

/** Why the package in folder `dir` may not depend on `name`; undefined when it, or a part of it, may. */
export function forbiddenIn(dir, name) {
  const covers = (pattern, folder) => new RegExp(`^${pattern.replaceAll('*', '[^/]*')}$`).test(folder);
  const whole = rooms.findLast(({ files }) => files.some((pattern) => covers(pattern, dir)));
  const parts = rooms.filter(({ files }) => files.some((pattern) => pattern.startsWith(`${dir}/`)));
  const reasons = [whole, ...parts].map(
    (room) => room?.forbid.find(({ regex }) => new RegExp(regex).test(name))?.message,
  );
  return reasons.includes(undefined) ? undefined : reasons[0];
}
