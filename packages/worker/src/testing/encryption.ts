import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';

const ENCODING = 'binary/encrypted';
const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const base64 = (data: Uint8Array | null | undefined): string => Buffer.from(data ?? []).toString('base64');

/** Encrypts whole payloads, their metadata too, with AES-256-GCM. */
export class EncryptionCodec implements PayloadCodec {
  constructor(private readonly key = randomBytes(32)) {}

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map(({ metadata, data }) => {
      const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)]);
      const plain = JSON.stringify({ metadata: Object.fromEntries(entries) as object, data: base64(data) });
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', this.key, iv);
      const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
      return {
        metadata: { encoding: new Uint8Array(Buffer.from(ENCODING)) },
        data: new Uint8Array(Buffer.concat([iv, cipher.getAuthTag(), encrypted])),
      };
    });
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => {
      if (Buffer.from(payload.metadata?.['encoding'] ?? []).toString() !== ENCODING) return payload;
      const data = Buffer.from(payload.data ?? []);
      const decipher = createDecipheriv('aes-256-gcm', this.key, data.subarray(0, 12));
      decipher.setAuthTag(data.subarray(12, 28));
      const plain = Buffer.concat([decipher.update(data.subarray(28)), decipher.final()]).toString();
      const { metadata, data: own } = JSON.parse(plain) as { metadata: Record<string, string>; data: string };
      const entries = Object.entries(metadata).map(([name, value]) => [name, bytes(value)] as const);
      return { metadata: Object.fromEntries(entries), data: bytes(own) };
    });
  }
}
