import { readFile } from 'node:fs/promises';
import vm from 'node:vm';
import { parseWorkflowCode } from '@temporalio/worker/lib/worker.js';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import { inDist } from '../paths.js';

const TIMEOUT_MS = 120_000;

/** The SDK keeps its context to itself; nothing else is made the same way. */
class Creator extends ReusableVMWorkflowCreator {
  get sandbox(): vm.Context {
    return this.context;
  }
}

/**
 * Runs an operation of `sandboxed.ts` in a V8 context that the SDK itself made as it does for workflows: microtasks after each
 * evaluation, preloaded and frozen modules, hooks on promises.
 */
export async function sandbox(): Promise<(name: string, times: number) => void> {
  const bundle = parseWorkflowCode(await readFile(inDist('vm-bundle.js'), 'utf8'));
  const creator = await Creator.create(bundle, TIMEOUT_MS, new Set());
  const script = new vm.Script(`{
    const [name, times, outcome] = globalThis.__request;
    (async () => {
      const operation = __TEMPORAL__.importWorkflows().operations[name];
      for (let i = 0; i < times; i++) await operation.run();
    })().then(() => (outcome.done = true), (error) => (outcome.error = String(error)));
  }`);
  return (name, times) => {
    const outcome: { done?: boolean; error?: string } = {};
    creator.sandbox['__request'] = [name, times, outcome];
    script.runInContext(creator.sandbox, { timeout: TIMEOUT_MS });
    // Every microtask has been run when the evaluation is over.
    if (outcome.done !== true) throw new Error(`${name} in the sandbox: ${outcome.error ?? 'it did not end'}`);
  };
}
