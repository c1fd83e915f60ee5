import { liveHost, type LiveHost, type LiveHostOptions } from '@durable-lua/determinism/host';
import { realClock } from './clock.js';
import { consoleLog } from './console-log.js';
import { randomBytes } from './random-bytes.js';
import { webSignatures } from './web-signatures.js';

export type BrowserHostOptions = LiveHostOptions;

export type BrowserHost = LiveHost;

/** Real time, real randomness, a mailbox, in a page or a worker of a browser: one host for one Lua state. */
export function browserHost(options: BrowserHostOptions = {}): BrowserHost {
  return liveHost(
    {
      maker: 'browserHost',
      name: 'a browser',
      giveWay,
      clock: realClock,
      randomBytes,
      signatures: webSignatures,
      log: consoleLog,
    },
    options,
  );
}

/** Goes on in a task of its own. A timer would do so late: browsers delay nested ones, and those of a hidden page. */
function giveWay(goOn: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener(
    'message',
    () => {
      port1.close();
      goOn();
    },
    { once: true },
  );
  port1.start();
  port2.postMessage(undefined);
}
