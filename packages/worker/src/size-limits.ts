import type { PayloadCodec } from '@temporalio/common';
import type { Project } from '@durable-lua/registry';
import type { Conversion } from './conversion.js';
import {
  checkSizeLimits,
  DEFAULT_SIZE_LIMITS,
  payloadBytes,
  type GivenSizeLimits,
  type SizeLimits,
} from '@durable-lua/determinism/host';

const LONG = 64 * 1024;

/**
 * The limits for payloads that go through these codecs, undefined for the usual ones. By how much the codecs make payloads
 * longer is found by trying: what counts for a server is the encoded size, and it is encoded only after it was measured.
 * @throws LuaError `INVALID` for a limit that is none
 */
export async function sizeLimits(
  given: GivenSizeLimits,
  codecs: readonly PayloadCodec[],
): Promise<SizeLimits | undefined> {
  checkSizeLimits(given);
  if (codecs.length === 0 && Object.keys(given).length === 0) return undefined;
  return { ...DEFAULT_SIZE_LIMITS, ...given, growth: await growthOf(codecs) };
}

/** The same for each client of a project, by its ID. */
export async function clientLimits(
  given: GivenSizeLimits = {},
  { clients }: Project,
  conversion: Conversion,
): Promise<Record<string, SizeLimits>> {
  const limits: Record<string, SizeLimits> = {};
  for (const { id } of clients) {
    const known = await sizeLimits(given, conversion.codecs(id));
    if (known !== undefined) limits[id] = known;
  }
  return limits;
}

async function growthOf(codecs: readonly PayloadCodec[]): Promise<SizeLimits['growth']> {
  if (codecs.length === 0) return DEFAULT_SIZE_LIMITS.growth;
  const bytes = Math.max(0, await grown(0, codecs));
  const long = (await grown(LONG, codecs)) - bytes;
  return { factor: 1 + Math.max(0, Math.ceil((long / LONG) * 1000) / 1000), bytes: bytes + 16 };
}

/** By how many bytes a payload of noise, which nothing makes shorter, becomes longer. */
async function grown(length: number, codecs: readonly PayloadCodec[]): Promise<number> {
  const data = new Uint8Array(length);
  for (let at = 0, noise = 1; at < length; at += 1) {
    noise = (noise * 48_271) % 2_147_483_647;
    data[at] = noise;
  }
  const probe = { metadata: { encoding: new TextEncoder().encode('binary/plain') }, data };
  let payloads: Awaited<ReturnType<PayloadCodec['encode']>> = [probe];
  for (const codec of codecs) {
    payloads = await codec.encode(payloads, { type: 'workflow', namespace: 'default', workflowId: 'size' });
  }
  const sizes = payloads.map(({ metadata, data: encoded = null }) =>
    payloadBytes({ metadata: metadata ?? {}, data: encoded }),
  );
  return sizes.reduce((sum, size) => sum + size, 0) - payloadBytes(probe);
}
