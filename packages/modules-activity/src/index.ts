import { boolean, defineModule, fn, nothing, optional, payload, rest } from '@durable-lua/determinism';
import { infoTable, infoType } from './info.js';

/** The Lua module `activity`: what only a function that runs as an activity has. */
export const activity = defineModule(
  {
    name: 'activity',
    summary: 'Heartbeats of the running activity, what its earlier attempts recorded, and facts about it.',
    needs: ['activity'],
    barredInWorkflows: 'call a function, and use it there',
  },
  {
    functions: {
      heartbeat: fn(
        {
          doc:
            'Says that the activity is alive and records how far it is, without waiting. Ignored outside an activity and in a ' +
            'local one.',
          params: { details: rest(payload) },
          returns: nothing,
        },
        ({ activity }, { details }) => activity.heartbeat(details),
      ),
      details: fn(
        {
          doc: 'The values of the last heartbeat of an earlier attempt; nothing without one.',
          returns: rest(payload),
        },
        ({ activity }) => activity.details(),
      ),
      info: fn(
        {
          doc: 'Facts about this attempt, times in milliseconds and as RFC 3339 text; nil outside an activity.',
          returns: optional(infoType),
        },
        ({ activity }) => {
          const info = activity.info();
          return info && infoTable(info);
        },
      ),
      is_canceled: fn(
        {
          doc: 'Whether the end of this attempt was asked for, as far as the answers to heartbeats have told.',
          returns: boolean,
        },
        ({ activity }) => activity.isCanceled,
      ),
    },
  },
);
