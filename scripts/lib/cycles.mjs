import { build } from 'esbuild';
import { root } from './root.mjs';

/**
 * Import cycles among these files (and what they import), each as a list of files that ends where it begins.
 * Imports of types do not count: they are gone when the code runs.
 */
export async function importCycles(files) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: files,
    bundle: true,
    packages: 'external',
    // Another compiler reads them, and nothing that they import imports them.
    loader: { '.vue': 'empty' },
    format: 'esm',
    outdir: '.cache/cycles',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const cycles = [];
  const done = new Set();
  const visit = (file, way) => {
    if (way.includes(file)) return void cycles.push([...way.slice(way.indexOf(file)), file]);
    if (done.has(file)) return;
    for (const imported of metafile.inputs[file]?.imports ?? []) {
      if (!imported.external) visit(imported.path, [...way, file]);
    }
    done.add(file);
  };
  for (const file of Object.keys(metafile.inputs)) visit(file, []);
  return cycles;
}
