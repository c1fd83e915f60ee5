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
  'Only packages/lua-vm/src/engine knows the engine: use what @durable-lua/lua-vm exports.',
);

const noTemporal = says(
  '^@temporalio/',
  'Only the workflow host, worker, testing, dev-server, the command line, apps and benchmarks know Temporal: ask the host.',
);

/** Of ours only `names`. */
const ofOursOnly = (names, message) => says(`^${OURS}(?!(?:${names.join('|') || '-'})(?:/|$))`, message);

/** Packages are used through what they export. */
const noInsides = says(
  `^\\.{1,2}/.*/src/|^${OURS}[^/]+/(?:src|dist)(?:/|$)`,
  'This reaches into another package: import it by its name, and what is missing there belongs into its exports.',
);

/**
 * Per folder: what its code may not import, and `sandbox: true` when it runs inside workflows.
 * Of several entries that match a file the last one counts.
 */
export const rooms = [
  { files: ['packages/*', 'apps/*', 'benchmarks'], forbid: [noEngine, noTemporal] },
  { files: ['packages/worker', 'packages/testing', 'packages/cli', 'apps/*', 'benchmarks'], forbid: [noEngine] },
  {
    files: ['packages/dev-server'],
    forbid: [noEngine, says('^@temporalio/(?!client(?:/|$))', 'The dev server needs a client of Temporal, no more.')],
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
    forbid: [noEngine, noTemporal, noNode, ofOursOnly(['determinism'], 'lua-vm stands on determinism alone.')],
  },
  {
    files: ['packages/lua-vm/src/engine'],
    sandbox: true,
    forbid: [noTemporal, noNode, ofOursOnly(['determinism'], 'lua-vm stands on determinism alone.')],
  },
  {
    files: ['packages/modules-*'],
    sandbox: true,
    forbid: [
      noEngine,
      noTemporal,
      noNode,
      ofOursOnly(['determinism'], 'A module knows determinism and libraries of its field, no other package of ours.'),
    ],
  },
  {
    files: ['packages/host-*'],
    forbid: [
      noEngine,
      noTemporal,
      ofOursOnly(['determinism', 'lua-vm'], 'A host knows determinism and lua-vm, never a module by name.'),
    ],
  },
  {
    files: ['packages/host-workflow'],
    sandbox: true,
    forbid: [
      noEngine,
      ofOursOnly(['determinism', 'lua-vm'], 'A host knows determinism and lua-vm, never a module by name.'),
    ],
  },
  {
    files: ['packages/registry'],
    forbid: [noEngine, noTemporal, ofOursOnly(['determinism'], 'registry reads files; it knows determinism alone.')],
  },
].map(({ forbid, ...room }) => ({ ...room, forbid: [...forbid, noInsides] }));

/** Why the package in folder `dir` may not depend on `name`; undefined when it may. */
export function forbiddenIn(dir, name) {
  const matches = (pattern) => new RegExp(`^${pattern.replaceAll('*', '[^/]*')}$`).test(dir);
  const room = rooms.findLast(({ files }) => files.some(matches));
  return room?.forbid.find(({ regex }) => new RegExp(regex).test(name))?.message;
}
