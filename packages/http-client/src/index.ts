import { operation, type HttpClient } from '@durable-lua/determinism';
import { Connections } from './connections.js';
import { Policy, type HttpClientOptions } from './policy.js';
import { Sending, targetOf } from './sending.js';

export type { HttpClientOptions } from './policy.js';

/**
 * Requests by undici. Where a request goes is checked when the connection is made, with the address that its name has then, and
 * for each redirect again.
 * @throws LuaError `INVALID` for options that are wrong
 */
export function httpClient(options: HttpClientOptions = {}): HttpClient {
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
