import { randomBytes } from 'node:crypto';
import { LuaError, type Log } from '@durable-lua/determinism';
import { liveHost, type LiveHost, type LiveHostOptions } from '@durable-lua/determinism/host';
import { realClock } from './clock.js';
import { nodeSignatures } from './signatures.js';

export type NodeHostOptions = LiveHostOptions;

export type NodeHost = LiveHost;

/** Log lines for people, on standard error. */
export const stderrLog: Log = {
  write: (level, message, fields) => {
    const extra =
      fields === undefined || Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields, readable)}`;
    process.stderr.write(`${level.toUpperCase()} ${message}${extra}\n`);
  },
};

/** What JSON has no word for, or a strange one: a log line must come out whatever is in it. */
function readable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (LuaError.is(value)) return value.toString();
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

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
