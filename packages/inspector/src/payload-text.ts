import type { Payload } from '@durable-lua/determinism';
import { decodeData } from '@durable-lua/lua-vm';
import type { Secrets } from './secrets.js';

const MOST_DATA = 200;

/** A payload as JSON, cut; one that is not ours to read by its size. */
export function payloadText(payload: Payload, secrets: Secrets): string {
  try {
    const plain = (key: string, value: unknown): unknown =>
      key !== '' && secrets.isSecret(key) ? '<hidden>' : typeof value === 'bigint' ? String(value) : value;
    const text = JSON.stringify(decodeData(payload), plain) ?? 'nil';
    return text.length > MOST_DATA ? `${text.slice(0, MOST_DATA)} … (${text.length} characters)` : text;
  } catch {
    return `${payload.data?.length ?? 0} bytes`;
  }
}
