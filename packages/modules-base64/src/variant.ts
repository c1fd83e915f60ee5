import { base64, base64urlnopad } from '@scure/base';

/** One alphabet of base64, and what is said about a text of the other one. */
export interface Variant {
  readonly codec: { encode(bytes: Uint8Array): string; decode(text: string): Uint8Array };
  readonly alphabet: string;
  /** Finds what may stand nowhere in a text. */
  readonly foreign: RegExp;
  readonly remedy: string;
  readonly padding: 'required' | 'optional';
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const STANDARD: Variant = {
  codec: base64,
  alphabet: `${LETTERS_AND_DIGITS}+/`,
  foreign: /[^A-Za-z0-9+/=\r\n]/u,
  remedy: "'-' and '_' belong to decode_url",
  padding: 'required',
};

export const URL_SAFE: Variant = {
  codec: base64urlnopad,
  alphabet: `${LETTERS_AND_DIGITS}-_`,
  foreign: /[^A-Za-z0-9\-_=\r\n]/u,
  remedy: "'+' and '/' belong to decode",
  padding: 'optional',
};

export const encode = ({ codec }: Variant, bytes: Uint8Array): string => codec.encode(bytes);

/** The bytes, or what is wrong with the text. */
export function decode(variant: Variant, text: string): Uint8Array | string {
  const at = text.search(variant.foreign);
  if (at >= 0) {
    const found = String.fromCodePoint(text.codePointAt(at) as number);
    return `${JSON.stringify(found)} at position ${at + 1} is not base64 (${variant.remedy})`;
  }
  const letters = text.replace(/[\r\n]+/g, '');
  const end = letters.indexOf('=');
  const body = end < 0 ? letters : letters.slice(0, end);
  const padding = end < 0 ? '' : letters.slice(end);
  const missing = (4 - (body.length % 4)) % 4;
  if (missing === 3) return 'the text is cut off: one character more than a whole group cannot stand for a byte';
  const complete = '='.repeat(missing);
  if (padding !== complete && (padding !== '' || variant.padding === 'required')) {
    return `wrong padding: expected ${missing === 0 ? 'none' : `'${complete}' at the end`}, got '${padding.slice(0, 8)}'`;
  }
  const exact = canonical(body, missing, variant.alphabet);
  return variant.codec.decode(variant.padding === 'required' ? exact + complete : exact);
}

/**
 * The last character may carry bits beyond the last byte. Go, whose decoder ours stands for, drops them; the library
 * refuses them, so they are cleared here.
 */
function canonical(body: string, missing: number, alphabet: string): string {
  if (missing === 0) return body;
  const unused = missing === 2 ? 0b1111 : 0b11;
  const last = alphabet.indexOf(body.slice(-1));
  return body.slice(0, -1) + alphabet.charAt(last & ~unused);
}
