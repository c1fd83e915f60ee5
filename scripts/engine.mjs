#!/usr/bin/env node
// pnpm engine: the changes to fengari as a series of patches, and the one patch that pnpm applies.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, edit, EngineError, save } from './lib/engine.mjs';
import { say } from './lib/progress.mjs';
import { requireNode, root } from './lib/root.mjs';

const HELP = `pnpm engine COMMAND [FOLDER]

The changes to the Lua engine, fengari, are the series patches/fengari/*.patch: one topic each, every one on top of those
before it. pnpm wants one file, patches/fengari@0.1.5.patch, which is made from them.

  edit    unpacks fengari into FOLDER, a git repository with one commit for each patch
  save    writes the commits of FOLDER back as the series, and the file for pnpm
  build   writes the file for pnpm from the series, after a patch was edited or merged by hand

FOLDER is ../NAME-fengari, beside this repository and named after it, unless you give another one.

  --help  this text`;

const besides = path.join(path.dirname(root), `${path.basename(root)}-fengari`);
const shown = (folder) => path.relative(process.cwd(), folder) || '.';

const commands = {
  edit(folder) {
    const count = edit(folder);
    say(`${shown(folder)} has fengari and ${count} commits, one for each patch. Work there with git:

  a change of its own          commit it, with the subject "topic: what"; the body says why
  more for an earlier topic    git commit --fixup :/^topic:, then git rebase --autosquash --interactive pristine
  another order                git rebase --interactive pristine

Then: pnpm engine save, and pnpm install.`);
  },
  save(folder) {
    for (const file of save(folder)) say(`patches/fengari/${file}`);
    say('The series and the patch for pnpm are written. Then: pnpm install, and the tests of packages/lua-vm.');
  },
  build() {
    build();
    say('The patch for pnpm is written. Then: pnpm install.');
  },
};

requireNode();
try {
  const { values, positionals } = parse();
  if (values.help) {
    console.log(HELP);
  } else {
    const [command, folder = besides, ...more] = positionals;
    if (!Object.hasOwn(commands, command ?? '') || more.length > 0) {
      throw new EngineError(`give one of ${Object.keys(commands).join(', ')}\n\n${HELP}`);
    }
    commands[command](path.resolve(folder));
  }
} catch (error) {
  if (!(error instanceof EngineError)) throw error;
  say(`pnpm engine: ${error.message}`);
  process.exitCode = 1;
}

function parse() {
  try {
    return parseArgs({ options: { help: { type: 'boolean', short: 'h' } }, allowPositionals: true });
  } catch (error) {
    throw new EngineError(`${error.message}\n\n${HELP}`);
  }
}
