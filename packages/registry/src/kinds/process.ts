import { about, integer, only, reference, required, table, unserved, withDefault } from '../fields/index.js';
import { defineKind } from './kind.js';
import { lifecycle } from './lifecycle.js';

export const processHost = defineKind({
  kind: 'process.host',
  doc: 'Runs processes (process.lua) in this process of Node.',
  fields: {
    host: about(
      'How it runs them.',
      table({
        workers: about(
          'How many threads run them.',
          only(integer({ min: 1 }), [1], 'W-UNSUPPORTED', 'all processes of a host run on the one thread of Node'),
        ),
        queue_size: about('A hint for its run queue; no message is dropped.', withDefault(integer({ min: 1 }), 1024)),
        local_queue_size: about(
          'A hint for its run queue; no message is dropped.',
          withDefault(integer({ min: 1 }), 256),
        ),
      }),
    ),
    lifecycle,
  },
  build: ({ host, lifecycle }) => ({ ...host, lifecycle }),
});

export const processService = defineKind({
  kind: 'process.service',
  doc: 'A supervised process: started with the application, and again when it has ended.',
  fields: {
    process: about('ID of the process.lua.', required(reference('process.lua'))),
    host: about('ID of the process.host that runs it.', required(reference('process.host'))),
    input: unserved(),
    lifecycle,
  },
  build({ process, host, lifecycle }) {
    return process === undefined || host === undefined ? undefined : { process, host, lifecycle };
  },
});
