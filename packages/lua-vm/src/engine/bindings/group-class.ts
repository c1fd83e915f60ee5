import {
  defineClass,
  fn,
  func,
  instance,
  integer,
  list,
  optional,
  rest,
  result,
  returns,
  value,
} from '@durable-lua/determinism';
import type { Group } from '../../scheduling/group.js';
import type { Services } from './services.js';

/** What `coroutine.group()` gives. */
export const groupClass = defineClass(
  { type: instance<Group>('coroutine.Group'), doc: 'Coroutines that belong together.' },
  {
    methods: {
      spawn: fn(
        {
          doc: 'Starts fn(...) as a member; waits for a place when the group has a limit. Its place among the results.',
          params: { fn: func, args: rest(value) },
          returns: returns(integer()),
        },
        (_, { self, fn, args }) => self.spawn(fn, args),
      ),
      wait: fn(
        {
          doc: 'Waits for all members: their first results in order; or, once all have ended, the first failure.',
          returns: result(list(value)),
        },
        (_, { self }) => self.wait(),
      ),
    },
  },
);

/** `coroutine.group(limit?)` */
export const group = fn(
  {
    doc: 'A group of coroutines, of which at most `limit` run at once.',
    params: { limit: optional(integer({ min: 1 })) },
    returns: groupClass.type,
  },
  ({ lua }, { limit = Infinity }) => (lua as Services).group(limit),
);
