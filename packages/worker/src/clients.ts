import { Client, type WorkflowClientInterceptor } from '@temporalio/client';
import { invalid, LuaError } from '@durable-lua/determinism';
import { defined, type SizeLimits } from '@durable-lua/determinism/host';
import type { TemporalClientEntry } from '@durable-lua/registry';
import { connect, type Connected } from './connections.js';
import type { Conversion } from './conversion.js';
import type { ClientHealth } from './health-check.js';

export interface ClientSettings {
  readonly conversion: Conversion;
  /** What servers take where it is not the usual, by entry. */
  readonly limits: (entry: string) => SizeLimits | undefined;
  /** Instead of those of the entries. */
  readonly address: string | undefined;
  /** Around ours, of every client. */
  readonly interceptors: readonly WorkflowClientInterceptor[];
}

/** The connections of a runtime, one for each `temporal.client`, made when first needed. */
export class Clients {
  private readonly connecting = new Map<string, Promise<Connected>>();
  private readonly connections = new Map<string, Connected>();
  /** Clients of other namespaces on the same connections, by `<entry>/<namespace>`. */
  private readonly elsewhere = new Map<string, Client>();

  constructor(
    private readonly entries: readonly TemporalClientEntry[],
    private readonly settings: ClientSettings,
  ) {}

  /** The connection of an entry. @throws LuaError `UNAVAILABLE` when its server cannot be reached */
  connected(id: string): Promise<Connected> {
    let connecting = this.connecting.get(id);
    if (connecting === undefined) {
      const entry = this.entries.find((one) => one.id === id);
      if (entry === undefined) throw invalid(`no temporal.client '${id}'`);
      const { conversion, limits, address, interceptors } = this.settings;
      const how = { dataConverter: conversion.of(id), limits: limits(id), address, interceptors };
      connecting = connect(entry, how).then((connected) => {
        this.connections.set(id, connected);
        return connected;
      });
      // A failed try is not kept: the next one may find the server.
      connecting.catch(() => this.connecting.delete(id));
      this.connecting.set(id, connecting);
    }
    return connecting;
  }

  async connectAll(): Promise<void> {
    await Promise.all(this.entries.map(({ id }) => this.connected(id)));
  }

  /** The client of an entry, or of another namespace on its connection: `<entry>/<namespace>`. @throws LuaError `UNAVAILABLE` */
  client(name: string): Client {
    const slash = name.indexOf('/');
    const entry = slash < 0 ? name : name.slice(0, slash);
    const connected = this.connections.get(entry);
    if (connected === undefined) {
      const message = `client '${entry}' is not connected yet: start the runtime first`;
      throw new LuaError({ kind: 'UNAVAILABLE', message });
    }
    if (slash < 0) return connected.client;
    let other = this.elsewhere.get(name);
    if (other === undefined) {
      other = new Client({
        ...connected.client.options,
        connection: connected.connection,
        namespace: name.slice(slash + 1),
      });
      this.elsewhere.set(name, other);
    }
    return other;
  }

  /** What the last check of each connection has found, by entry; of those whose entry asks for checks. */
  health(): Record<string, ClientHealth> {
    const all: Record<string, ClientHealth> = {};
    for (const [id, connected] of this.connections) Object.assign(all, defined({ [id]: connected.health() }));
    return all;
  }

  async close(): Promise<void> {
    // One that is still being made would otherwise stay open, and hold the process.
    await Promise.allSettled(this.connecting.values());
    for (const connected of this.connections.values()) await connected.close();
    this.connections.clear();
    this.connecting.clear();
    this.elsewhere.clear();
  }
}
