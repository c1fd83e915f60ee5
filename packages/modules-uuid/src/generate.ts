import type { Clock, Random } from '@durable-lua/determinism';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { stamp, uuidText } from './format.js';
import { GREGORIAN_TICKS } from './inspect.js';

const STREAM = 'uuid';
const TAIL_BITS = 74n;
const TICKS_PER_MILLI = 10_000n;

/** A UUID of version 3 (MD5) or 5 (SHA-1) from a namespace and a name. */
export function named(version: 3 | 5, namespace: Uint8Array, name: Uint8Array): string {
  const hash = version === 3 ? md5 : sha1;
  return uuidText(stamp(hash(concatBytes(namespace, name)), version));
}

/** A UUID of version 4 from the seed of the run. */
export function random4(random: Random): string {
  return uuidText(stamp(random.derived(STREAM, 16), 4));
}

/** Version 1 of one run: one node, and never the same tick twice. */
export class Generator1 {
  private readonly node: string;
  private readonly sequence: string;
  private last = 0n;

  constructor(
    private readonly clock: Clock,
    random: Random,
  ) {
    const bytes = random.derived(STREAM, 8);
    // The multicast bit tells a made-up node from a network card.
    bytes[0] = (bytes[0] as number) | 0x01;
    this.node = bytesToHex(bytes.subarray(0, 6));
    this.sequence = bytesToHex(bytes.subarray(6));
  }

  next(): string {
    const now = BigInt(this.clock.now()) * TICKS_PER_MILLI + GREGORIAN_TICKS;
    this.last = now > this.last ? now : this.last + 1n;
    const ticks = hex(this.last, 15);
    const bytes = hexToBytes(`${ticks.slice(7)}${ticks.slice(3, 7)}0${ticks.slice(0, 3)}${this.sequence}${this.node}`);
    return uuidText(stamp(bytes, 1));
  }
}

/** Version 7 of one run: each greater than the one before, also within a millisecond and when the clock stands or goes back. */
export class Generator7 {
  private millis = -1;
  private tail = 0n;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  next(): string {
    const now = this.clock.now();
    if (now > this.millis) {
      this.millis = now;
      this.tail = toNumber(this.random.derived(STREAM, 10)) >> (80n - TAIL_BITS);
    } else {
      this.tail += 1n + toNumber(this.random.derived(STREAM, 4));
      if (this.tail >> TAIL_BITS > 0n) {
        this.millis += 1;
        this.tail &= (1n << TAIL_BITS) - 1n;
      }
    }
    // 12 bits of the tail stand before the variant, 62 after it.
    const high = hex(this.tail >> 62n, 3);
    const low = hex(this.tail & ((1n << 62n) - 1n), 16);
    return uuidText(stamp(hexToBytes(`${hex(BigInt(this.millis), 12)}0${high}${low}`), 7));
  }
}

const hex = (value: bigint, digits: number) => value.toString(16).padStart(digits, '0');

const toNumber = (bytes: Uint8Array) => BigInt(`0x${bytesToHex(bytes)}`);
