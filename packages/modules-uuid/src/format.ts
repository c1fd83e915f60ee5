import { invalid } from '@durable-lua/determinism';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

const HEX = '[0-9a-f]';
const GROUPED = `${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}`;
const ACCEPTED = new RegExp(`^(?:${GROUPED}|urn:uuid:${GROUPED}|\\{${GROUPED}\\}|${HEX}{32})$`, 'i');

/** The 16 bytes of a UUID in one of the accepted spellings, `undefined` for any other text. */
export function uuidBytes(text: string): Uint8Array | undefined {
  if (!ACCEPTED.test(text)) return undefined;
  return hexToBytes(text.replace(/^urn:uuid:/i, '').replace(/[-{}]/g, ''));
}

/** @throws LuaError INVALID for a text that is no UUID */
export function needUuid(text: string): Uint8Array {
  const bytes = uuidBytes(text);
  if (bytes !== undefined) return bytes;
  throw invalid(
    `${JSON.stringify(text.slice(0, 64))} is no UUID: expected a text like 6ba7b810-9dad-11d1-80b4-00c04fd430c8`,
  );
}

/** Lower case, 36 characters. */
export function uuidText(bytes: Uint8Array): string {
  return bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const FORMATS: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  standard: uuidText,
  simple: bytesToHex,
  urn: (bytes) => `urn:uuid:${uuidText(bytes)}`,
};

/** @throws LuaError INVALID for an unknown format */
export function formatUuid(bytes: Uint8Array, format: string): string {
  const write = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (write !== undefined) return write(bytes);
  throw invalid(`unknown format ${JSON.stringify(format.slice(0, 64))}: expected ${Object.keys(FORMATS).join(', ')}`);
}

/** Writes version and variant over 16 bytes. */
export function stamp(bytes: Uint8Array, version: number): Uint8Array {
  const stamped = Uint8Array.from(bytes.subarray(0, 16));
  stamped[6] = ((stamped[6] as number) & 0x0f) | (version << 4);
  stamped[8] = ((stamped[8] as number) & 0x3f) | 0x80;
  return stamped;
}
