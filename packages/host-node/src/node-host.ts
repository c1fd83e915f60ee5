import { liveHost, type LiveHost, type LiveHostOptions } from '@durable-lua/determinism/host';
import { realClock } from './clock.js';
import { stderrLog } from './log-format.js';
import { randomBytes } from './random.js';
import { nodeSignatures } from './signatures.js';

export type NodeHostOptions = LiveHostOptions;

export type NodeHost = LiveHost;

/** Real time, real randomness, signatures, a mailbox: one host for one Lua state. */
export function nodeHost(options: NodeHostOptions = {}): NodeHost {
  return liveHost(
    {
      maker: 'nodeHost',
      name: 'Node',
      giveWay: (goOn) => void setImmediate(goOn),
      clock: realClock,
      randomBytes,
      signatures: nodeSignatures,
      log: stderrLog,
    },
    options,
  );
}
