import { integer, only, reference, required, table, unserved, withDefault } from '../fields/index.js';
import { defineKind } from './kind.js';
import { lifecycle } from './lifecycle.js';

export const processHost = defineKind({
  kind: 'process.host',
  fields: {
    host: table({
      workers: only(integer({ min: 1 }), [1], 'W-UNSUPPORTED', 'all processes of a host run on the one thread of Node'),
      queue_size: withDefault(integer({ min: 1 }), 1024),
      local_queue_size: withDefault(integer({ min: 1 }), 256),
    }),
    lifecycle,
  },
  build: ({ host, lifecycle }) => ({ ...host, lifecycle }),
});

export const processService = defineKind({
  kind: 'process.service',
  fields: {
    process: required(reference('process.lua')),
    host: required(reference('process.host')),
    input: unserved(),
    lifecycle,
  },
  build({ process, host, lifecycle }) {
    return process === undefined || host === undefined ? undefined : { process, host, lifecycle };
  },
});
