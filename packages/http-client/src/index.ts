import { operation, type HttpClient } from '@durable-lua/determinism';
import { checkNames, type NamesOf } from '@durable-lua/determinism/host';
import { Connections } from './connections.js';
import { Policy, type HttpClientOptions } from './policy.js';
import { Sending, targetOf } from './sending.js';

export type { HttpClientOptions } from './policy.js';

const NAMES: NamesOf<HttpClientOptions> = { allowPrivate: true, unixSockets: true, insecureTls: true };

/**
 * Requests by undici. Where a request goes is checked when the connection is made, with the address that its name has then, and
 * for each redirect again.
 * @throws LuaError `INVALID` for options that are wrong
 */
export function httpClient(options: HttpClientOptions = {}): HttpClient {
  checkNames('httpClient', options, NAMES);
  const policy = new Policy(options);
  const connections = new Connections(policy);
  return {
    request(request) {
      const sending = new Sending(request, policy, connections);
      return operation(sending.run(), () => sending.cancel());
    },
    check: (request) => operation((async () => policy.check(targetOf(request.url), request))(), () => undefined),
  };
}
