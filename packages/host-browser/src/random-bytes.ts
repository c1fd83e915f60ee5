/** Web Crypto gives no more at once. */
const MOST = 65_536;

/** Bytes of Web Crypto, as many as asked for. */
export function randomBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count; at += MOST) crypto.getRandomValues(bytes.subarray(at, at + MOST));
  return bytes;
}
