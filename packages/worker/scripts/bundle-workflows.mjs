// Bundles the host and the standard modules for the workflow sandbox, so that starting a worker runs no bundler.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../dist/bundler.js';

const entry = fileURLToPath(new URL('../dist/workflow-entry.js', import.meta.url));
await writeFile(new URL('../dist/workflow-bundle.js', import.meta.url), await bundleWorkflows(entry));
