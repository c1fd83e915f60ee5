import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LuaError } from '@durable-lua/determinism';
import { openProject } from '../session/project-runtime.js';
import type { Work } from '../command.js';
import { writeWhole } from '../files.js';
import { commandLine } from '../self.js';
import { writeTypes } from '../types/write-types.js';

const TEMPLATE = fileURLToPath(new URL('../template/', import.meta.url));

/** npm leaves files of these names out of a package, or obeys them. */
const HIDDEN: ReadonlySet<string> = new Set(['gitignore', 'luarc.json']);

export const init: Work = async ({ args: [dir = '.'], screen, interrupted }) => {
  const root = screen.within(dir, { missing: 'allowed' });
  const isThere = (file: string): boolean => existsSync(path.join(root, file));
  const files = readdirSync(TEMPLATE)
    .map((name) => ({ from: name, to: HIDDEN.has(name) ? `.${name}` : name }))
    // One that is there is the user's, and as good.
    .filter(({ to }) => to !== '.gitignore' || !isThere(to));
  const there = files.map(({ to }) => to).filter(isThere);
  if (there.length > 0) {
    const message = `${root} has ${there.join(', ')} already, and nothing is overwritten: give another folder`;
    throw new LuaError({ kind: 'ALREADY_EXISTS', message });
  }
  for (const { from, to } of files) {
    await writeWhole(path.join(root, to), readFileSync(path.join(TEMPLATE, from), 'utf8'));
  }
  // Half a project would stand in the way of the next try: Ctrl-C has waited for the files. "dev" writes the rest as well.
  if (interrupted.aborted) return 130;
  await writeTypes(await openProject(root));
  const place = path.relative(process.cwd(), root);
  const next = [...(place === '' ? [] : [`cd ${place}`]), commandLine('dev')].join(' && ');
  screen.result(
    { folder: root, files: files.map(({ to }) => to), next },
    `A project in ${root}: ${files.map(({ to }) => to).join(', ')}\n\nNext: ${next}`,
  );
  return 0;
};
