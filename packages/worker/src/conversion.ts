import type { DataConverter, PayloadCodec } from '@temporalio/common';
import { invalid } from '@durable-lua/determinism';
import type { Project } from '@durable-lua/registry';
import { hidingConverterPath, payloadConverterPath } from './bundler.js';

/** Codecs of the SDK, such as one that encrypts: the same for every client, or those of each `temporal.client` entry by its ID. */
export type GivenCodecs = readonly PayloadCodec[] | Readonly<Record<string, readonly PayloadCodec[]>>;

const isSame = (some: readonly PayloadCodec[], others: readonly PayloadCodec[]): boolean =>
  some.length === others.length && some.every((codec, index) => codec === others[index]);

const isList = (given: GivenCodecs): given is readonly PayloadCodec[] => Array.isArray(given);

/** How payloads and failures of each client entry are written and read. */
export class Conversion {
  /**
   * @param address where all clients are to connect, instead of their own addresses
   * @throws LuaError `INVALID` for codecs of an entry that is no client, and for others than those of a client of the same
   *   namespace: nobody could tell which have written a payload there
   */
  constructor(
    private readonly given: GivenCodecs | undefined,
    { clients }: Project,
    address?: string,
  ) {
    if (given === undefined || isList(given)) return;
    const stranger = Object.keys(given).find((id) => !clients.some((client) => client.id === id));
    if (stranger !== undefined) {
      const known = clients.map(({ id }) => id).join(', ') || 'none';
      throw invalid(`payloadCodecs: no temporal.client '${stranger}': the project has ${known}`);
    }
    const first = new Map<string, string>();
    for (const client of clients) {
      const place = JSON.stringify([address ?? client.address, client.temporalNamespace]);
      const other = first.get(place) ?? client.id;
      first.set(place, other);
      if (isSame(this.codecs(other), this.codecs(client.id))) continue;
      throw invalid(
        `payloadCodecs: '${other}' and '${client.id}' are clients of one namespace of one server, whose workflows reach each ` +
          'other: give them the same codecs',
      );
    }
  }

  codecs(client: string): readonly PayloadCodec[] {
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
