#!/usr/bin/env node
// npm run generate: writes what is made from the descriptions of the modules: definition files for editors, reference pages.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GENERATOR_SOURCES, generatedFiles, moduleFolders, standardFolders } from './lib/generated.mjs';
import { importSources } from './lib/import-sources.mjs';
import { inRoot, requireNode } from './lib/root.mjs';

requireNode();
const folders = moduleFolders();
const sources = await importSources({
  ...GENERATOR_SOURCES,
  ...Object.fromEntries(folders.map((folder, index) => [`m${index}`, inRoot('packages', folder, 'src/index.ts')])),
});
const modules = Object.fromEntries(folders.map((folder, index) => [folder, sources[`m${index}`]]));
const files = Object.entries(generatedFiles(sources, modules, standardFolders()));
const changed = files.filter(
  ([file, text]) => !existsSync(inRoot(file)) || readFileSync(inRoot(file), 'utf8') !== text,
);
for (const [file, text] of changed) {
  mkdirSync(path.dirname(inRoot(file)), { recursive: true });
  writeFileSync(inRoot(file), text);
  console.log(file);
}
console.log(
  changed.length === 0 ? `all ${files.length} files are current` : `${changed.length} of ${files.length} files written`,
);
