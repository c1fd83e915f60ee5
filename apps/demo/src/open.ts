import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { loadProject } from '@durable-lua/registry';
import { createRuntime, standardModules, type Runtime } from '@durable-lua/worker';
import { openShop, PROJECT } from './shop.js';
import { Orders } from './stage/orders.js';
import { Stage } from './stage/stage.js';
import { WorkerProcess } from './stage/worker-process.js';
import type { Step } from './step.js';

/** The web site as the build has put it together. */
const WEB = new URL('../dist/web', import.meta.url);
const WORKER = fileURLToPath(new URL('../dist/worker.js', import.meta.url));

export interface OpenShop {
  /** By which orders are placed. */
  readonly shop: Runtime;
  readonly pageUrl?: string;
  /** Settles when no more orders can be worked on. */
  readonly stopped: Promise<undefined>;
  close(): Promise<void>;
}

/** The shop with its worker in this process, and no page. */
export async function openAlone(address: string): Promise<OpenShop> {
  const shop = await openShop(address);
  return { shop, stopped: shop.stopped.then(() => undefined), close: () => shop.shutdown() };
}

/**
 * The shop with its page, and its worker in a process that can be killed.
 * @param onStep is told what happens there
 */
export async function openWithPage(address: string, onStep: (step: Step) => void): Promise<OpenShop> {
  const worker = new WorkerProcess(WORKER, address);
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const orders = new Orders(client);
  worker.on('step', (step) => {
    onStep(step);
    orders.tell(step);
  });
  const project = await loadProject(PROJECT);
  // It is never started: whoever places an order needs no worker.
  const shop = await createRuntime({ project, address });
  const stage = new Stage(orders, worker, client, project);
  const web = await createRuntime({ project: WEB, address, modules: [...standardModules, stage.module] });
  const close = async (): Promise<void> => {
    await orders.stop();
    await web.shutdown();
    await worker.stop();
    await shop.shutdown();
    await connection.close();
  };
  try {
    await Promise.all([worker.start(), web.start()]);
  } catch (error) {
    await close();
    throw error;
  }
  orders.watch();
  const stopped = web.stopped.then(() => undefined);
  return { shop, pageUrl: web.urls()['web:site'] as string, stopped, close };
}
