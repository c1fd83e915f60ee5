import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { ensureTemporalCli } from '@durable-lua/dev-server';

/** A Temporal dev server of one test, which is killed and goes on with what its file holds, at the same address. */
export class OwnServer {
  private port = 0;
  private running: ChildProcess | undefined;

  constructor(private readonly file: string) {}

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Ends once it answers. */
  async start(): Promise<void> {
    const cli = await ensureTemporalCli();
    if (this.port === 0) this.port = await freePort();
    const where = ['--ip', '127.0.0.1', '--port', String(this.port), '--headless', '--db-filename', this.file];
    this.running = spawn(cli, ['server', 'start-dev', '--log-level', 'never', ...where], { stdio: 'ignore' });
    while (!(await this.answers())) await sleep(50);
  }

  /** Ends it as a power failure would. */
  async kill(): Promise<void> {
    const server = this.running;
    if (server === undefined) return;
    this.running = undefined;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  }

  private async answers(): Promise<boolean> {
    if (this.running?.exitCode !== null) throw new Error('the server ended before it answered');
    try {
      const connection = await Connection.connect({ address: this.address, connectTimeout: 1_000 });
      await connection.workflowService.describeNamespace({ namespace: 'default' }).finally(() => connection.close());
      return true;
    } catch {
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
