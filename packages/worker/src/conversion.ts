import type { DataConverter, PayloadCodec } from '@temporalio/common';
import { invalid } from '@durable-lua/determinism';
import type { Project } from '@durable-lua/registry';
import { hidingConverterPath, payloadConverterPath } from './bundler.js';

/** Codecs of the SDK, such as one that encrypts: the same for every client, or those of each `temporal.client` entry by its ID. */
export type GivenCodecs = readonly PayloadCodec[] | Readonly<Record<string, readonly PayloadCodec[]>>;

const isList = (given: GivenCodecs): given is readonly PayloadCodec[] => Array.isArray(given);

/** How payloads and failures of each client entry are written and read. */
export class Conversion {
  /** @throws LuaError `INVALID` for codecs of an entry that is no client */
  constructor(
    private readonly given: GivenCodecs | undefined,
    { clients }: Project,
  ) {
    if (given === undefined || isList(given)) return;
    const stranger = Object.keys(given).find((id) => !clients.some((client) => client.id === id));
    if (stranger === undefined) return;
    const known = clients.map(({ id }) => id).join(', ') || 'none';
    throw invalid(`payloadCodecs: no temporal.client '${stranger}': the project has ${known}`);
  }

  private codecs(client: string): readonly PayloadCodec[] {
    const { given = [] } = this;
    return isList(given) ? given : (given[client] ?? []);
  }

  /** Whether failures are to hide what they say: codecs see payloads alone. */
  hidesFailures(client: string): boolean {
    return this.codecs(client).length > 0;
  }

  /** For the SDK's workers and clients. */
  of(client: string): DataConverter {
    const path = this.hidesFailures(client) ? hidingConverterPath : payloadConverterPath;
    return { payloadConverterPath: path, failureConverterPath: path, payloadCodecs: [...this.codecs(client)] };
  }
}
