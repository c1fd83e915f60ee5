import { scheduleLocalActivity } from '@temporalio/workflow';
import { mapOperation, type Names } from '@durable-lua/determinism';
import { noNamesInWorkflows, noSuchName } from '@durable-lua/determinism/host';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import { ACTIVITY_LOOKUP } from '@durable-lua/temporal-wire';
import { localActivity } from './local-activities.js';
import type { Run } from './run.js';

/** Names belong to a node, and a workflow runs on none: it can look them up, where a worker has them, and no more. */
export function workflowNames(run: Run): Names {
  return {
    register: () => {
      throw noNamesInWorkflows('register');
    },
    unregister: () => {
      throw noNamesInWorkflows('unregister');
    },
    lookup: (name) => {
      const args = run.sizes.outgoing([encodeData({ name })]);
      const options = { startToCloseTimeout: 10_000, retry: { maximumAttempts: 5 } };
      const call = localActivity(run, () => scheduleLocalActivity(ACTIVITY_LOOKUP, args, options), { most: 4096 });
      return mapOperation(call, (answer) => {
        const pid = decodeData(answer);
        if (typeof pid === 'string') return pid;
        throw noSuchName(name);
      });
    },
  };
}
