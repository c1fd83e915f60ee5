import {
  boolean,
  checkEntryId,
  fn,
  mapOperation,
  nothing,
  optional,
  payload,
  rest,
  result,
  resultOrFalse,
  string,
  table,
  value,
} from '@durable-lua/determinism';
import type { Env, Fn, Operation, ProcessOptions, Supervision } from '@durable-lua/determinism';
import { cancelRequest } from './cancel-request.js';
import { destinationOf } from './destination.js';

type Act = (supervision: Supervision, target: string) => Operation<void>;

/** A function of one destination that gives true. */
const onTarget = (name: string, doc: string, act: Act): Fn<Env<'supervision'>> =>
  fn(
    { doc, params: { dest: optional(string) }, returns: result(boolean) },
    ({ supervision }: Env<'supervision'>, { dest }) =>
      mapOperation(act(supervision, destinationOf(name, dest)), () => true),
  );

const flags = { trap_links: optional(boolean), upgradable: optional(boolean) };

/** Watching other processes and workflows, and ending them. */
export const supervising = {
  monitor: onTarget('monitor', 'Watches a process or workflow: an EXIT event tells of its end.', (on, to) =>
    on.monitor(to),
  ),
  unmonitor: onTarget('unmonitor', 'Ends a monitor; its unread events are removed.', (on, to) => on.unmonitor(to)),
  link: onTarget(
    'link',
    'Ties this run and another together: the abnormal end of either ends the other too, or is a LINK_DOWN event there.',
    (on, to) => on.link(to),
  ),
  unlink: onTarget('unlink', 'Ends a link on both sides; its unread events are removed.', (on, to) => on.unlink(to)),
  terminate: onTarget('terminate', 'Ends a process or workflow without asking it.', (on, to) => on.terminate(to)),
  cancel: fn(
    {
      doc: 'Asks a process or workflow to end; with a deadline (a duration), after which it is ended, a reason, or both. A bad deadline raises an error.',
      params: { dest: optional(string), deadline: value, reason: optional(string) },
      returns: result(boolean),
    },
    ({ lua, supervision }: Env<'supervision'>, { dest, deadline, reason }) => {
      const target = destinationOf('cancel', dest);
      return mapOperation(supervision.cancel(target, cancelRequest(lua, deadline, reason)), () => true);
    },
  ),
  get_options: fn(
    {
      doc: 'What this run says of itself.',
      returns: result(table({ trap_links: boolean, upgradable: boolean })),
    },
    ({ supervision }: Env<'supervision'>) => {
      const { trapLinks, upgradable } = supervision.options;
      return { trap_links: trapLinks, upgradable };
    },
  ),
  set_options: fn(
    {
      doc: 'trap_links: the end of a linked run is an event; upgradable: so is changed code.',
      params: { options: table(flags) },
      returns: resultOrFalse(boolean),
    },
    ({ supervision }: Env<'supervision'>, { options: { trap_links: trapLinks, upgradable } }) => {
      const changes: Partial<ProcessOptions> = {
        ...(trapLinks === undefined ? {} : { trapLinks }),
        ...(upgradable === undefined ? {} : { upgradable }),
      };
      supervision.setOptions(changes);
      return true;
    },
  ),
  upgrade: fn(
    {
      doc: 'Goes on as another entry, nil for the own one, under the same PID and with the unread messages; does not return.',
      params: { id: optional(string), args: rest(payload) },
      returns: result(nothing),
    },
    ({ continuation }: Env<'continuation'>, { id, args }) => {
      const entry = id === undefined ? undefined : checkEntryId(id, 'upgrade: id');
      return continuation.continueAs(entry, args, {});
    },
  ),
};
