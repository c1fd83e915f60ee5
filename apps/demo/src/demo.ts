import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureDevServer, type DevServer } from '@durable-lua/dev-server';
import type { Runtime } from '@durable-lua/worker';
import type { Screen } from './screen.js';
import { guide } from './guide.js';
import type { DemoOptions } from './options.js';
import type { Scenario } from './scenarios.js';
import { isAsTold, newOrderId, placeOrder, type Ending } from './shop.js';
import { openAlone, openWithPage, type OpenShop } from './open.js';
import { failureText, type Step } from './step.js';

/** A person takes a moment; whoever watches, too. */
const APPROVAL_MS = 1_000;
const ORDER_LIMIT_MS = 60_000;

/**
 * The demo from start to end. Stops cleanly, from wherever it is, when `interrupted` is aborted.
 * @returns the exit code.
 */
export async function demo(options: DemoOptions, screen: Screen, interrupted: AbortSignal): Promise<number> {
  const server = await startServer(options, screen, interrupted);
  try {
    const start = performance.now();
    const opened = options.once
      ? await openAlone(server.address)
      : await openWithPage(server.address, (step) => screen.step(step));
    screen.progress(`The shop is open (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    try {
      return await withShop(opened, server, options, screen, interrupted);
    } finally {
      screen.progress('Closing the shop …');
      await opened.close();
    }
  } finally {
    await server.stop();
    screen.progress(server.startedByUs ? 'Everything is stopped.' : 'The shop is closed; the server is not ours.');
  }
}

async function startServer({ once, data }: DemoOptions, screen: Screen, interrupted: AbortSignal): Promise<DevServer> {
  // Not `interrupted` itself: after the start the server has to live until the shop is closed.
  const starting = new AbortController();
  const giveUp = (): void => starting.abort(interrupted.reason);
  interrupted.addEventListener('abort', giveUp);
  try {
    return await ensureDevServer({
      onProgress: (line) => screen.progress(line),
      // That of the project's temporal.client, whatever the environment says.
      namespace: 'default',
      persistTo: once ? undefined : path.join(data, 'temporal.db'),
      signal: starting.signal,
    });
  } finally {
    interrupted.removeEventListener('abort', giveUp);
  }
}

async function withShop(
  { shop, pageUrl, stopped }: OpenShop,
  server: DevServer,
  { once, scenario }: DemoOptions,
  screen: Screen,
  interrupted: AbortSignal,
): Promise<number> {
  const id = newOrderId();
  screen.title(`${id}: ${scenario.story}`);
  if (pageUrl !== undefined) screen.say(`Page      ${pageUrl}`);
  screen.say(`Temporal  ${server.address}`);
  if (server.uiUrl !== undefined) {
    screen.say(`Web UI    ${server.uiUrl}/namespaces/${server.namespace}/workflows/${id}`);
  }
  screen.say();

  const ending = await Promise.race([oneOrder(shop, scenario, id, screen), aborted(interrupted), stopped]);
  if (ending === undefined) return 130;
  const asTold = report(ending, scenario, screen);
  if (once || interrupted.aborted) return asTold ? 0 : 1;

  screen.title(`The shop stays open until Ctrl-C: ${pageUrl}`);
  screen.say(
    "There you place orders, kill the worker and see them go on. Without a browser, with Temporal's own command:\n",
  );
  for (const line of guide(server, newOrderId())) screen.say(`  ${line}\n`);
  screen.say('Stop the demo in between and start it again: the order goes on where it was.\n');
  await Promise.race([aborted(interrupted), stopped]);
  return asTold ? 0 : 1;
}

/** Places an order, approves it when the shop asks for that, and waits for its end. */
async function oneOrder(shop: Runtime, scenario: Scenario, id: string, screen: Screen): Promise<Ending> {
  const { approve, ending } = await placeOrder(shop, scenario, id);
  const failing = new AbortController();
  const answer = async ({ workflowId, activity }: Step): Promise<void> => {
    if (!scenario.approve || workflowId !== id || activity !== 'shop:ask_approval') return;
    await sleep(APPROVAL_MS);
    screen.say(`${' '.repeat(8)}  → sending "approve" to ${id}`);
    await approve('Ada');
  };
  const onStep = (step: Step): void => void answer(step).catch((error: unknown) => failing.abort(error));
  screen.on('step', onStep);
  try {
    const tooLate = sleep(ORDER_LIMIT_MS, undefined, { ref: false }).then(() => {
      throw new Error(`${id} has not ended within ${ORDER_LIMIT_MS / 1000} seconds: its history shows where it waits`);
    });
    return await Promise.race([
      ending(),
      tooLate,
      aborted(failing.signal).then(() => Promise.reject(failing.signal.reason)),
    ]);
  } finally {
    screen.off('step', onStep);
  }
}

function report(ending: Ending, scenario: Scenario, screen: Screen): boolean {
  const asTold = isAsTold(ending, scenario);
  if ('error' in ending) {
    screen.title(`The order failed${asTold ? ', as it should' : ''}: ${failureText(ending.error)}`);
    screen.say(JSON.stringify(ending.error.details ?? {}, null, 2));
  } else {
    screen.title(asTold ? 'The order is completed:' : `The order is completed, but should have failed:`);
    screen.say(JSON.stringify(ending.result, null, 2));
  }
  return asTold;
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
