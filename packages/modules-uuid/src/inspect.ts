import { bytesToHex } from '@noble/hashes/utils.js';

/** What the bits of a UUID say. */
export interface Inspected {
  readonly version: number;
  readonly variant: string;
  /** Unix seconds; versions 1 and 7. */
  readonly timestamp: number | undefined;
  /** 12 hexadecimal digits; version 1. */
  readonly node: string | undefined;
}

/** 100 ns ticks from the start of the Gregorian calendar, 1582-10-15, to 1970. */
export const GREGORIAN_TICKS = 122_192_928_000_000_000n;

export function versionOf(bytes: Uint8Array): number {
  return (bytes[6] as number) >> 4;
}

export function variantOf(bytes: Uint8Array): string {
  const octet = bytes[8] as number;
  if (octet < 0x80) return 'NCS';
  if (octet < 0xc0) return 'RFC4122';
  return octet < 0xe0 ? 'Microsoft' : 'Future';
}

export function inspect(bytes: Uint8Array): Inspected {
  const version = versionOf(bytes);
  const variant = variantOf(bytes);
  const known = variant === 'RFC4122' ? version : 0;
  const timestamp =
    known === 1 ? gregorianSeconds(bytes) : known === 7 ? Math.floor(millisOf(bytes) / 1000) : undefined;
  return { version, variant, timestamp, node: known === 1 ? bytesToHex(bytes.subarray(10)) : undefined };
}

const number = (bytes: Uint8Array, from: number, to: number) => BigInt(`0x${bytesToHex(bytes.subarray(from, to))}`);

function gregorianSeconds(bytes: Uint8Array): number {
  const ticks = ((number(bytes, 6, 8) & 0x0fffn) << 48n) | (number(bytes, 4, 6) << 32n) | number(bytes, 0, 4);
  const since1970 = ticks - GREGORIAN_TICKS;
  const seconds = since1970 / 10_000_000n;
  return Number(since1970 % 10_000_000n < 0n ? seconds - 1n : seconds);
}

function millisOf(bytes: Uint8Array): number {
  return Number(number(bytes, 0, 6));
}
