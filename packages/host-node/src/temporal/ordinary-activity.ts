import type { Context } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import { defined } from '@durable-lua/determinism/host';
import { ordinaryValue } from '@durable-lua/temporal-wire';

/**
 * For an activity that is no Lua on a worker whose converter leaves payloads as they are: its arguments, its heartbeat
 * details and its client become ordinary.
 * @returns what its input becomes
 */
export function ordinaryActivity(context: Context): <I extends { readonly args: unknown[] }>(input: I) => I {
  const { info } = context;
  if (info.heartbeatDetails !== undefined)
    Object.assign(info, { heartbeatDetails: ordinaryValue(info.heartbeatDetails) });
  // The SDK's own, which has the converter of the worker, is a getter of the class.
  const raw = (): Client => Reflect.get(Object.getPrototypeOf(context) as object, 'client', context) as Client;
  let client: Client | undefined;
  Object.defineProperty(context, 'client', { get: () => (client ??= ordinaryClient(raw())), configurable: true });
  return (input) => ({ ...input, args: input.args.map(ordinaryValue) });
}

function ordinaryClient({ options, connection }: Client): Client {
  const { dataConverter, namespace, identity, interceptors } = options;
  const { failureConverterPath, payloadCodecs } = dataConverter;
  return new Client({
    connection,
    namespace,
    identity,
    interceptors,
    dataConverter: defined({ failureConverterPath, payloadCodecs }),
  });
}
