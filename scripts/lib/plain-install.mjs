// An installation as a user has it: by npm, from packed packages, without this workspace and what it sees to.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot } from './root.mjs';
import { run } from './run.mjs';
import { packages } from './workspace.mjs';

/**
 * Installs packages of ours, with their peers, in an empty folder.
 * @param tarballs the packed packages: file names by package name
 */
export async function installPlainly(folder, tarballs) {
  const ours = Object.entries(tarballs).map(([name, file]) => [name, pathToFileURL(file).href]);
  const peers = packages().map(({ manifest }) => manifest.peerDependencies);
  const dependencies = Object.assign({}, ...peers, Object.fromEntries(ours));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], { cwd: folder });
}

/** Replays the recorded histories of `packages/worker/fixtures` there, from JSON. Resolves with how many there were. `node` is the program that does it. */
export async function replayThere(folder, node = process.execPath) {
  const script = path.join(folder, 'replay.mjs');
  const fixtures = JSON.stringify(inRoot('packages/worker/fixtures'));
  writeFileSync(
    script,
    `import { readdirSync, readFileSync } from 'node:fs';
import { replayHistories } from '@durable-lua/worker';

const folder = ${fixtures} + '/histories/';
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const histories = files.map((file) => JSON.parse(readFileSync(folder + file, 'utf8')));
let replayed = 0;
for await (const { workflowId, error } of replayHistories({ project: ${fixtures} + '/recorded', histories })) {
  if (error !== undefined) throw new Error(workflowId + ': ' + error.message);
  replayed += 1;
}
if (replayed !== files.length) throw new Error(replayed + ' of ' + files.length + ' histories were replayed');
console.log(replayed);
`,
  );
  return Number(await run(node, [script], { cwd: folder, title: 'the replay in a plain npm installation' }));
}
