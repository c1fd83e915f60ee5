// Bundles the host and the standard modules for the workflow sandbox, so that starting a worker runs no bundler.
import { rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../dist/bundler.js';

const entry = fileURLToPath(new URL('../dist/workflow-entry.js', import.meta.url));
const bundle = new URL('../dist/workflow-bundle.js', import.meta.url);
const { code } = await bundleWorkflows(entry);
// Renamed into place: who starts a worker meanwhile does not read half of it.
await writeFile(`${fileURLToPath(bundle)}.part`, code);
await rename(`${fileURLToPath(bundle)}.part`, bundle);
