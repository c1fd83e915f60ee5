import type { Agent, Dispatcher } from 'undici';
import type { ClientRequest } from '@durable-lua/determinism';
import type { Policy } from './policy.js';
import type { Undici } from './undici.js';

/** The connections of a client: kept open for a while, and one of its own for what is particular. */
export class Connections {
  private shared: Agent | undefined;

  constructor(private readonly policy: Policy) {}

  /**
   * @param withSecret false: without the certificate of the client
   * @returns what carries a request, and how to let go of it when the response was read
   */
  for(
    { Agent }: Undici,
    { tls, unixSocket }: Pick<ClientRequest, 'tls' | 'unixSocket'>,
    withSecret: boolean,
  ): { readonly dispatcher: Dispatcher; readonly release: () => void } {
    if (tls === undefined && unixSocket === undefined) {
      this.shared ??= new Agent({ connect: { lookup: this.policy.lookup } });
      return { dispatcher: this.shared, release: () => undefined };
    }
    const { cert, key, ca, serverName, insecureSkipVerify } = tls ?? {};
    const dispatcher = new Agent({
      connect: {
        lookup: this.policy.lookup,
        ...(unixSocket !== undefined && { socketPath: unixSocket }),
        ...(withSecret && cert !== undefined && key !== undefined && { cert, key }),
        ...(ca !== undefined && { ca }),
        ...(withSecret && serverName !== undefined && { servername: serverName }),
        ...(insecureSkipVerify === true && { rejectUnauthorized: false }),
      },
    });
    return { dispatcher, release: () => void dispatcher.close().catch(() => undefined) };
  }
}
