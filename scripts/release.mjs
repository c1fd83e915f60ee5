#!/usr/bin/env node
// npm run release: tests everything once more and publishes what npm does not have. .github/workflows/release.yml runs it.
import { spawnSync } from 'node:child_process';
import { findPnpm } from './lib/pnpm.mjs';
import { say } from './lib/progress.mjs';
import { writeRepository } from './lib/repository.mjs';
import { inRoot, requireNode, root } from './lib/root.mjs';
import { packages } from './lib/workspace.mjs';

/** Runs it in this terminal: npm may ask who publishes. */
function become(script, args, env = {}) {
  const options = { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } };
  const { status } = spawnSync(process.execPath, [inRoot(script), ...args], options);
  if (status === 0) return;
  say(`npm run release: ${script} ended with exit code ${status}: nothing more is published`);
  process.exit(status ?? 1);
}

requireNode();
become('scripts/test.mjs', []);

const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
if (server && repository) {
  const dirs = packages().map(({ dir }) => dir);
  writeRepository(root, dirs, `${server}/${repository}`);
}
// It publishes with the pnpm on PATH.
const { env } = await findPnpm();
become('node_modules/@changesets/cli/bin.js', ['publish'], env);
