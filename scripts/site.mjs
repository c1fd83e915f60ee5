#!/usr/bin/env node
// npm run site: the documentation as a site, with the playground. Needs nothing but Node and npm.
import { prepare } from './lib/prepare.mjs';
import { say } from './lib/progress.mjs';
import { inRoot, requireNode } from './lib/root.mjs';
import { CommandFailed, endChildrenOnSignal, runNode } from './lib/run.mjs';

const HELP = `npm run site [-- command]

Installs, and builds the site into apps/site/dist: files for any static host, in any folder that SITE_BASE names.

  build     the same
  dev       serves it while you write: a saved page is live at once
  preview   builds it, and serves what was built
  --help    this text`;

requireNode();
const [command = 'build', ...rest] = process.argv.slice(2);
if (!['build', 'dev', 'preview'].includes(command) || rest.length > 0) {
  console.log(HELP);
  process.exit(/^(--help|-h)$/.test(command) ? 0 : 2);
}

const vitepress = (name) =>
  runNode(inRoot('apps/site/node_modules/vitepress/bin/vitepress.js'), [name, inRoot('apps/site')], { show: true });

endChildrenOnSignal();
try {
  await prepare({ only: 'apps/site', types: false });
  if (command !== 'dev') await vitepress('build');
  if (command !== 'build') await vitepress(command);
} catch (error) {
  say(`npm run site: ${error instanceof CommandFailed ? error.message : (error.stack ?? error)}`);
  process.exit(1);
}
