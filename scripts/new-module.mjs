#!/usr/bin/env node
// npm run new-module NAME: a new Lua module, as a package that works and passes the conformance kit before a letter is changed.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CannotScaffold, scaffold } from './lib/new-module.mjs';
import { findPnpm } from './lib/pnpm.mjs';
import { say, step } from './lib/progress.mjs';
import { inRoot, requireNode, root } from './lib/root.mjs';
import { run } from './lib/run.mjs';

const HELP = `npm run new-module -- NAME [options]

Writes packages/modules-NAME, the package of a Lua module that "require" finds as NAME, and a changeset, and installs it.
NAME is one lower-case word: geo, invoices, sms2.

  --no-install   leave the installation to you
  --help         this text`;

function parse() {
  try {
    const options = { help: { type: 'boolean', short: 'h' }, install: { type: 'boolean', default: true } };
    return parseArgs({ options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    say(`npm run new-module: ${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

requireNode();
const { values, positionals } = parse();
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
if (positionals.length !== 1) {
  say(`npm run new-module: give one name\n\n${HELP}`);
  process.exit(2);
}

const [name] = positionals;
async function install() {
  const { env } = await findPnpm();
  await step('installing', () => run('pnpm', ['install', '--no-frozen-lockfile'], { env }));
}

try {
  if (!existsSync(inRoot('node_modules/esbuild'))) {
    // The definition file is written with it.
    if (!values.install) throw new CannotScaffold('nothing is installed yet: leave out --no-install');
    await install();
  }
  for (const file of await scaffold(root, name)) console.log(file);
} catch (error) {
  if (!(error instanceof CannotScaffold)) throw error;
  say(`npm run new-module: ${error.message}`);
  process.exit(1);
}
if (values.install) await install();
say(`
It works already:       npx vitest run packages/modules-${name}
When it has changed:    npm run generate
As a standard module:   add "@durable-lua/modules-${name}": "workspace:*" to the dependencies of packages/worker/package.json
What to do next:        docs/writing-a-module.md`);
