import { internal, type LuaError } from '@durable-lua/determinism';
import { base64urlnopad as base64url } from '@scure/base';
import { parseObject } from './claims.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Copied: in a workflow the encoder, and the array it gives, are of another realm, where `instanceof` knows nothing of ours. */
export const utf8 = (text: string): Uint8Array => new Uint8Array(encoder.encode(text));

/** One character for each byte: for text that is ASCII when it is right. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Why a token is not accepted. Says nothing of what stands in it. */
export const unverified = (why: string): LuaError => internal(`jwt.verify: the token is not accepted: ${why}`);

export interface Token {
  /** Header and claims as they stand in the token: what the signature is of. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  /** JSON, unless it is not. */
  readonly claims: string;
}

/**
 * The parts of a token of this algorithm. Nothing in them can be trusted yet.
 * @throws LuaError `INTERNAL`
 */
export function readToken(token: Uint8Array, alg: string): Token {
  const parts = latin1(token).split('.');
  if (parts.length !== 3) throw unverified(`it must have 3 parts with a dot between them, got ${parts.length}`);
  const [header, claims, signature] = parts.map(decodePart) as [Uint8Array, Uint8Array, Uint8Array];
  checkHeader(decodeText(header), alg);
  return { signed: utf8(parts.slice(0, 2).join('.')), signature, claims: decodeText(claims) };
}

function decodePart(part: string, index: number): Uint8Array {
  try {
    return base64url.decode(part);
  } catch {
    throw unverified(`part ${index + 1} is not base64url without padding`);
  }
}

function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw unverified('its header or claims are not UTF-8 text');
  }
}

function checkHeader(text: string, alg: string): void {
  const header = parseObject(text);
  if (header === undefined) throw unverified('its header is no JSON object');
  if (header['alg'] !== alg) throw unverified(`its header does not name ${alg}, the alg that was asked for`);
  // RFC 7515, 4.1.11: who does not know such an extension must refuse the token.
  if (Object.hasOwn(header, 'crit')) throw unverified('its header demands an extension (crit), and none is known');
}
