// Bundles for the sandbox, made once: the TypeScript workflows, and the Lua VM alone. Starting a worker runs no bundler.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const dist = new URL('../dist/', import.meta.url);
for (const [from, to] of [
  ['workflows.js', 'workflow-bundle.js'],
  ['vm-sandboxed.js', 'vm-bundle.js'],
]) {
  const entry = fileURLToPath(new URL(from, dist));
  const { code } = await bundleWorkflowCode({
    workflowsPath: entry,
    // As for the Lua workflows: loaded once per V8 context, not once per run. With `sideEffects: false` in our package.json
    // webpack would drop that, and without a word.
    preloadModules: [entry],
    logger: new DefaultLogger('WARN'),
  });
  await writeFile(new URL(to, dist), code);
}
