import { createServer, type Server } from 'node:net';
import { once } from 'node:events';

export const HOST = '127.0.0.1';

/**
 * As many different free ports as asked for. Nobody can keep a port for another process, so whoever uses them must be
 * ready to find one taken.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map(close)); // Only now, so that no port is given out twice.
  return ports;
}

export async function isFree(port: number): Promise<boolean> {
  try {
    await close(await listen(port));
    return true;
  } catch {
    return false;
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen({ port, host: HOST, exclusive: true });
  await once(server, 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
