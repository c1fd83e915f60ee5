import type { HttpInterceptor, HttpServer, HttpServerOptions } from '@durable-lua/http-server';
import { stderrLog } from '@durable-lua/host-node';
import type { Limits } from '@durable-lua/lua-vm';
import type { HttpServiceEntry, Project } from '@durable-lua/registry';
import type { LocalNode } from './local-node.js';

/** A handler may compute for some 10 s in all between two waits: without an end to it, nobody could end a loop. */
const HANDLER_LIMITS: Limits = { turnBudget: 200_000_000 };

/** The `http.service` entries of a project that are running. */
export class HttpServices {
  /** By entry ID, in the order of their starts. */
  private readonly servers = new Map<string, { readonly server: HttpServer; readonly entry: HttpServiceEntry }>();

  constructor(
    private readonly project: Project,
    private readonly local: LocalNode,
    private readonly interceptors: readonly HttpInterceptor[],
  ) {}

  /** Starts a service, or finds it running. @throws LuaError that says why it cannot listen */
  async start(entry: HttpServiceEntry): Promise<void> {
    // Loaded by who serves something.
    const http = await import('@durable-lua/http-server');
    if (this.servers.has(entry.id)) return;
    const server = new http.HttpServer(this.optionsOf(entry));
    this.servers.set(entry.id, { server, entry });
    try {
      stderrLog.write('info', `http.service '${entry.id}' listens on ${await server.listen()}`);
    } catch (error) {
      // A failed try is not kept: the next one may succeed.
      this.servers.delete(entry.id);
      throw error;
    }
  }

  /** Where each listens. */
  urls(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.servers].map(([id, { server }]) => [id, server.url]));
  }

  /** Stops all of them, after what is under way was answered. */
  async stop(): Promise<void> {
    const all = [...this.servers.values()];
    this.servers.clear();
    await Promise.all(all.map(({ server, entry }) => server.stop(entry.lifecycle.stopTimeout)));
  }

  private optionsOf({ id, addr, timeouts, maxBody }: HttpServiceEntry): HttpServerOptions {
    const { httpRouters, httpEndpoints, httpStatics } = this.project;
    const routers = new Set(httpRouters.filter(({ server }) => server === id).map((router) => router.id));
    return {
      id,
      addr,
      timeouts,
      maxBody,
      endpoints: httpEndpoints.filter(({ router }) => routers.has(router)),
      folders: httpStatics.filter(({ server }) => server === id),
      interceptors: this.interceptors,
      call: (func, call) => this.local.functions.run(func, [], { ...call, limits: HANDLER_LIMITS }),
      log: stderrLog,
    };
  }
}
