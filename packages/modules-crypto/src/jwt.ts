import {
  boolean,
  bytes,
  data,
  fn,
  invalid,
  LuaError,
  map,
  optional,
  record,
  result,
  string,
  type Data,
  type Env,
  type Fn,
} from '@durable-lua/determinism';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { base64urlnopad as base64url } from '@scure/base';
import { checkTimes } from './claim-times.js';
import { parseObject, writeObject } from './claims.js';
import { HMAC_UNITS, sameBytes } from './keyed.js';
import { latin1, readToken, unverified, utf8 } from './token.js';

/** Signatures of RFC 7518 by a shared secret; what else there is asks the host. */
const HMACS = { HS256: sha256, HS384: sha384, HS512: sha512 } as const;
type Hmac = keyof typeof HMACS;
const UNITS = { HS256: HMAC_UNITS.sha256, HS384: HMAC_UNITS.sha384, HS512: HMAC_UNITS.sha512, RS256: 0 } as const;
type Algorithm = Hmac | 'RS256';

const isHmac = (alg: string): alg is Hmac => Object.hasOwn(HMACS, alg);

function checkAlgorithm(place: string, alg: string): asserts alg is Algorithm {
  if (alg === 'RS256' || isHmac(alg)) return;
  // Not shown: whoever mixes up the arguments may have given the key.
  throw invalid(`${place}: unknown alg: expected ${Object.keys(HMACS).join(', ')} or RS256`);
}

function checkKey(place: string, alg: Algorithm, key: Uint8Array): void {
  if (key.length === 0) throw invalid(`${place}: the key must not be empty`);
  // Whoever checks HMACs with a public key accepts what anybody makes.
  if (isHmac(alg) && latin1(key.subarray(0, 64)).trimStart().startsWith('-----BEGIN ')) {
    throw invalid(`${place}: ${alg} takes a shared secret, got a key in PEM: name the alg RS256`);
  }
}

/** Adds the function's name to what the host says about a key. */
async function at<T>(place: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw LuaError.is(error) ? error.at(place) : error;
  }
}

function headerOf(alg: Algorithm, own: Data): Readonly<Record<string, Data>> {
  const header = { alg, typ: 'JWT' };
  if (own === undefined) return header;
  const isObject = typeof own === 'object' && own !== null && Object.getPrototypeOf(own) === Object.prototype;
  if (!isObject && !(Array.isArray(own) && own.length === 0)) {
    throw invalid('jwt.encode: _header must be a table with string keys');
  }
  const merged: Record<string, Data> = { ...header, ...(own as Record<string, Data>) };
  if (merged['alg'] !== alg) throw invalid('jwt.encode: _header.alg must be the alg that signs, or left out');
  return merged;
}

type JwtEnv = Env<'signatures' | 'clock'>;

const encode = fn(
  {
    doc: 'A signed JSON Web Token with these claims. alg is HS256 (default), HS384 or HS512, whose key is a secret that both sides share, or RS256, whose key is a private RSA key in PEM. The members of the table claims._header go into the header instead of the claims. In a workflow RS256 waits and records the signature alone.',
    params: { claims: map(data), key: bytes, alg: optional(string, 'HS256') },
    returns: result(string),
  },
  (env: JwtEnv, { claims: { _header, ...claims }, key, alg = 'HS256' }) => {
    const place = 'jwt.encode';
    checkAlgorithm(place, alg);
    checkKey(place, alg, key);
    const header = headerOf(alg, _header);
    const parts = [writeObject(header, `${place}: _header`), writeObject(claims, `${place}: claims`)];
    env.lua.pay(UNITS[alg] + 4 * parts.reduce((sum, part) => sum + part.length, 0));
    const signed = parts.map((part) => base64url.encode(utf8(part))).join('.');
    const withSignature = (signature: Uint8Array) => `${signed}.${base64url.encode(signature)}`;
    if (isHmac(alg)) return withSignature(hmac(HMACS[alg], key, utf8(signed)));
    return at(place, env.signatures.sign(alg, latin1(key), utf8(signed))).then(withSignature);
  },
);

const verify = fn(
  {
    doc: 'The claims of a token whose signature is right and whose time has come: exp, nbf and iat are checked against the clock, in a workflow that of the workflow. The token must name alg, HS256 by default. For RS256 key is a public key or a certificate in PEM. Unless require_exp is false, a token without exp is refused.',
    params: {
      token: bytes,
      key: bytes,
      alg: optional(string, 'HS256'),
      require_exp: optional(boolean, true),
    },
    returns: result(record),
  },
  (env: JwtEnv, { token, key, alg = 'HS256', require_exp: requireExp = true }) => {
    checkAlgorithm('jwt.verify', alg);
    checkKey('jwt.verify', alg, key);
    env.lua.pay(UNITS[alg] + 8 * token.length);
    const { signed, signature, claims } = readToken(token, alg);
    const accept = (isRight: boolean) => {
      if (!isRight) throw unverified('the signature is not that of this token and key');
      return acceptedClaims(env, claims, requireExp);
    };
    if (isHmac(alg)) return accept(sameBytes(hmac(HMACS[alg], key, signed), signature));
    return at('jwt.verify', env.signatures.verify(alg, latin1(key), signed, signature)).then(accept);
  },
);

/** Read only once it is known who wrote them. */
function acceptedClaims(env: JwtEnv, text: string, requireExp: boolean): Readonly<Record<string, Data>> {
  const claims = parseObject(text);
  if (claims === undefined) throw unverified('its claims are no JSON object, or name a claim twice');
  checkTimes(claims, env.clock.now(), requireExp);
  return claims;
}

export const jwtFunctions: Readonly<Record<string, Fn<JwtEnv>>> = {
  'jwt.encode': encode,
  'jwt.verify': verify,
};
