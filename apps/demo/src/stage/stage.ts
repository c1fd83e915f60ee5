import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import {
  boolean,
  data,
  defineModule,
  fn,
  integer,
  LuaError,
  result,
  string,
  type Data,
  type ModuleDefinition,
} from '@durable-lua/determinism';
import { inspect, writePage } from '@durable-lua/inspector';
import type { Project } from '@durable-lua/registry';
import type { Orders, OrderView } from './orders.js';
import { SERVICES, type Service, type WorkerProcess, type WorkerState } from './worker-process.js';

/** After which a page without news is told so, and is found out to be gone. */
const QUIET_MS = 10_000;
/** How long changes are gathered. */
const GATHER_MS = 100;

/** What has changed since a version. */
export interface News {
  readonly version: number;
  readonly orders: readonly OrderView[];
  readonly worker: { readonly state: WorkerState; readonly started: number };
  readonly services: Readonly<Record<Service, boolean>>;
}

/** What the page sees of the demo, and what it may do to it. */
export class Stage {
  private version = 1;
  /** In which version each order changed last. */
  private readonly changed = new Map<string, number>();
  private waiting: (() => void)[] = [];

  constructor(
    private readonly orders: Orders,
    private readonly worker: WorkerProcess,
    private readonly client: Client,
    private readonly project: Project,
  ) {
    for (const id of orders.ids) this.changed.set(id, this.version);
    orders.on('change', (id) => this.change(id));
    worker.on('change', () => this.change());
  }

  /** Waits until there is something that was not in `seen`, not for ever. */
  async news(seen: number): Promise<News> {
    if (this.version <= seen) {
      const changed = new Promise<void>((resolve) => this.waiting.push(resolve));
      await Promise.race([changed.then(() => sleep(GATHER_MS)), sleep(QUIET_MS, undefined, { ref: false })]);
    }
    const orders = [...this.changed].filter(([, version]) => version > seen).map(([id]) => this.orders.view(id));
    return {
      version: this.version,
      orders: orders.filter((order) => order !== undefined),
      worker: { state: this.worker.state, started: this.worker.started },
      services: this.worker.working,
    };
  }

  async inspect(id: string): Promise<string> {
    const history = await this.client.workflow.getHandle(id).fetchHistory();
    return writePage(await inspect(history, this.project));
  }

  /** The Lua module `stage`, for functions. */
  get module(): ModuleDefinition {
    return defineModule(
      { name: 'stage', summary: 'The demo as its page sees it.' },
      {
        functions: {
          news: fn(
            { doc: 'Waits for news since a version.', params: { seen: integer() }, returns: data },
            async (_, { seen }) => JSON.parse(JSON.stringify(await this.news(seen))) as Data,
          ),
          kill_worker: fn({ doc: 'Kills the worker of the shop.', params: {} }, () => this.worker.kill()),
          set_service: fn(
            { doc: 'Breaks or mends a service.', params: { name: string, works: boolean }, returns: result(boolean) },
            (_, { name, works }) => {
              if (!isService(name))
                throw new LuaError({ kind: 'NOT_FOUND', message: `there is no ${name}: ${SERVICES.join(', ')}` });
              this.worker.setService(name, works);
              return true;
            },
          ),
          inspect: fn(
            { doc: 'A page that shows an order from inside.', params: { id: string }, returns: result(string) },
            async (_, { id }) => {
              if (this.orders.view(id) === undefined)
                throw new LuaError({ kind: 'NOT_FOUND', message: `there is no order ${id}` });
              return this.inspect(id);
            },
          ),
        },
      },
    );
  }

  private change(id?: string): void {
    this.version += 1;
    if (id !== undefined) this.changed.set(id, this.version);
    for (const wake of this.waiting.splice(0)) wake();
  }
}

const isService = (name: string): name is Service => (SERVICES as readonly string[]).includes(name);
