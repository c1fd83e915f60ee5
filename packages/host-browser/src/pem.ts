import { invalid } from '@durable-lua/determinism';

/** Tags of ASN.1 in DER. */
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const SEQUENCE = 0x30;
const CONTEXT_0 = 0xa0;

/** AlgorithmIdentifier of RSA: its object identifier, and NULL. */
const RSA = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/**
 * A key as Web Crypto takes it: PKCS#8 for a private one, SubjectPublicKeyInfo for a public one, which also stands in a certificate.
 * @throws LuaError `INVALID`, which shows nothing of the key
 */
export function keyInfo(kind: 'private' | 'public', pem: string): Uint8Array {
  const [, label = '', body = ''] = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/.exec(pem) ?? [];
  try {
    const found = READERS[kind][label]?.(decoded(body));
    if (found !== undefined) return found;
  } catch {
    // Cut short, or no base64.
  }
  const known = Object.keys(READERS[kind]).join(', ');
  throw invalid(`the key is no ${kind} key in PEM: expected one of ${known}`);
}

type Reader = (der: Uint8Array) => Uint8Array;

const READERS: Readonly<Record<'private' | 'public', Readonly<Record<string, Reader>>>> = {
  private: {
    'PRIVATE KEY': (der) => der,
    'RSA PRIVATE KEY': (der) => wrapped(SEQUENCE, wrapped(INTEGER, [0]), RSA, wrapped(OCTET_STRING, der)),
  },
  public: {
    'PUBLIC KEY': (der) => der,
    'RSA PUBLIC KEY': (der) => wrapped(SEQUENCE, RSA, wrapped(BIT_STRING, [0], der)),
    CERTIFICATE: keyOfCertificate,
  },
};

const decoded = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64.replace(/\s/g, '')), (one) => one.charCodeAt(0));

/** One element of DER around others. */
function wrapped(tag: number, ...parts: readonly ArrayLike<number>[]): Uint8Array {
  const content = parts.flatMap((part) => Array.from(part));
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...size, ...content]);
}

/** Where the content of the element at `at` begins, and where it ends. */
function element(der: Uint8Array, at: number): { readonly tag: number; readonly from: number; readonly to: number } {
  const [tag, first] = [der[at], der[at + 1]];
  if (tag === undefined || first === undefined) throw new RangeError('cut short');
  const long = first < 0x80 ? 0 : first & 0x7f;
  const length = long === 0 ? first : der.subarray(at + 2, at + 2 + long).reduce((sum, byte) => sum * 256 + byte, 0);
  const from = at + 2 + long;
  if (from + length > der.length) throw new RangeError('cut short');
  return { tag, from, to: from + length };
}

/** The seventh field of a certificate's body, after version, number, algorithm, issuer, validity and subject. */
function keyOfCertificate(der: Uint8Array): Uint8Array {
  const body = element(der, element(der, 0).from);
  let at = body.from;
  // A version is only there where it is not the first.
  const before = element(der, at).tag === CONTEXT_0 ? 6 : 5;
  for (let field = 0; field < before; field += 1) at = element(der, at).to;
  return der.subarray(at, element(der, at).to);
}
