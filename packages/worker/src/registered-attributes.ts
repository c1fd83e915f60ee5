import type { NativeConnection } from '@temporalio/worker';
import {
  SEARCH_ATTRIBUTE_TYPES,
  type RegisteredAttributes,
  type SearchAttributeType,
} from '@durable-lua/determinism/host';
import { stderrLog } from '@durable-lua/host-node';

/** Of those that each server has by itself, what a client may set; the others are the server's. */
const SETTABLE: ReadonlySet<string> = new Set([
  'BatcherNamespace',
  'BatcherUser',
  'BinaryChecksums',
  'BuildIds',
  'TemporalChangeVersion',
  'TemporalNamespaceDivision',
  'TemporalPauseInfo',
  'TemporalScheduledById',
  'TemporalScheduledStartTime',
  'TemporalSchedulePaused',
]);

/** How long a server may take to list them, in milliseconds. */
const LONGEST = 10_000;

/**
 * The search attributes that workflows of a namespace can have. A server refuses a workflow task with another one, as often as it
 * is retried. Undefined where this client may not read them: then a workflow that names another one waits for it.
 */
export async function registeredAttributes(
  client: string,
  connection: NativeConnection,
  namespace: string,
): Promise<RegisteredAttributes | undefined> {
  try {
    const listed = await connection.withDeadline(Date.now() + LONGEST, () =>
      connection.operatorService.listSearchAttributes({ namespace }),
    );
    const system = Object.entries(listed.systemAttributes ?? {}).filter(([name]) => SETTABLE.has(name));
    return Object.fromEntries(
      [...Object.entries(listed.customAttributes ?? {}), ...system].flatMap(([name, type]) => {
        const known = SEARCH_ATTRIBUTE_TYPES[type - 1];
        return known === undefined ? [] : [[name, known] as [string, SearchAttributeType]];
      }),
    );
  } catch (error) {
    const reason = (error as Error).message;
    stderrLog.write(
      'warn',
      `${client}: the search attributes of namespace '${namespace}' cannot be read (${reason}): ` +
        'a workflow that sets one it does not have will wait until it is registered',
    );
    return undefined;
  }
}
