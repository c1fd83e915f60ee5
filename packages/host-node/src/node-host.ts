import { randomBytes } from 'node:crypto';
import { liveHost, type LiveHost, type LiveHostOptions } from '@durable-lua/determinism/host';
import { realClock } from './clock.js';
import { stderrLog } from './log-format.js';
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
      randomBytes: (count) => new Uint8Array(randomBytes(count)),
      signatures: nodeSignatures,
      log: stderrLog,
    },
    options,
  );
}
