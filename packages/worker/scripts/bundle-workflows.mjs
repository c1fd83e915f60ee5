// Bundles the host and the standard modules for the workflow sandbox, so that starting a worker runs no bundler.
import { rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { bundleWorkflows } from '../dist/bundler.js';

const NAME = 'workflow-bundle.js';
const fileOf = (name) => fileURLToPath(new URL(`../dist/${name}`, import.meta.url));

/** Renamed into place: who starts a worker meanwhile does not read half of it. */
async function write(name, content) {
  await writeFile(fileOf(`${name}.part`), content);
  await rename(fileOf(`${name}.part`), fileOf(name));
}

const bundle = await bundleWorkflows(fileOf('workflow-entry.js'));
// Names stay: errors and the SDK tell them. The positions are a file of their own, which only a defect reads.
const { code, map } = await transform(bundle.code, {
  // A line of its own for what a worker puts in front.
  banner: '/* Workflows in Lua */',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  sourcemap: 'external',
  sourcesContent: false,
  sourcefile: NAME,
  target: 'node20',
});
await write(`${NAME}.map`, map);
await write(NAME, `${code}//# sourceMappingURL=${NAME}.map\n`);
