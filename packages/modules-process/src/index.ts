import {
  boolean,
  channel,
  checkTopic,
  defineModule,
  fn,
  contextValues,
  mapOperation,
  nothing,
  optionTable,
  optional,
  options,
  payload,
  rest,
  result,
  startOptionSet,
  string,
  table,
  value,
} from '@durable-lua/determinism';
import { asMessage, asValue, messageClass, payloadListClass } from './message.js';
import { destinationOf } from './destination.js';
import { asEvent } from './event.js';
import { registry, registryConstants } from './registry.js';
import { Spawner, spawnerClass, spawnerType, starting } from './spawner.js';
import { supervising } from './supervising.js';
import { workflowIdOf } from './workflow-id.js';

/** The Lua module `process`: the running code's own address and mailbox, and other workflows and processes. */
export const process = defineModule(
  {
    name: 'process',
    summary: 'Identity, messages and events; starting, watching and ending of workflows and processes.',
    needs: ['processes', 'mailbox'],
    wants: ['supervision', 'names', 'continuation'],
    badArguments: 'return',
  },
  {
    functions: {
      id: fn({ doc: 'Entry ID of the running code.', returns: result(string) }, ({ processes }) => processes.id),
      pid: fn({ doc: 'Own PID.', returns: result(string) }, ({ processes }) => processes.pid),
      workflow_id: fn(
        {
          doc: 'The workflow ID in a PID; nil for other PIDs.',
          params: { pid: string },
          returns: result(optional(string)),
        },
        ({ processes }, { pid }) => workflowIdOf(pid, processes.pid),
      ),
      send: fn(
        {
          doc: 'Sends a message; waits until it is accepted for delivery.',
          params: { dest: optional(string), topic: string, args: rest(payload) },
          returns: result(boolean),
        },
        ({ processes }, { dest, topic, args }) => {
          const to = destinationOf('send', dest);
          return mapOperation(processes.send(to, { topic: checkTopic(topic), args }), () => true);
        },
      ),
      ...starting<unknown>(() => new Spawner()),
      inbox: fn(
        { doc: 'Messages of every topic that has no listener.', returns: result(channel) },
        ({ lua, mailbox }) => lua.channelOf(mailbox.inbox(), asMessage),
      ),
      events: fn(
        {
          doc: 'What happens to this run and to those it watches, as tables. Once asked for, a cancel request is an event here and interrupts nothing.',
          returns: result(channel),
        },
        ({ lua, mailbox }) => lua.channelOf(mailbox.events(), asEvent),
      ),
      listen: fn(
        {
          doc: 'Messages of one topic: their values, or Message objects with message = true.',
          params: { topic: string, options: optional(table({ message: optional(boolean) })) },
          returns: result(channel),
        },
        ({ lua, mailbox }, { topic, options }) =>
          lua.channelOf(mailbox.listen(checkTopic(topic)), options?.message === true ? asMessage : asValue),
      ),
      unlisten: fn(
        {
          doc: 'Ends a listen; what it did not take belongs to the inbox again.',
          params: { channel },
          returns: result(nothing),
        },
        ({ lua, mailbox }, args) => {
          const source = lua.sourceOf(args.channel);
          if (source !== undefined) mailbox.unlisten(source);
        },
      ),
      ...supervising,
      ...registry,
      with_context: fn(
        { doc: 'A spawner that adds these values to the context.', params: { values: value }, returns: spawnerType },
        ({ lua }, { values }) => new Spawner().withContext(contextValues(lua, values)),
      ),
      with_options: fn(
        {
          doc: 'A spawner with these start options.',
          params: { options: options(startOptionSet) },
          returns: spawnerType,
        },
        ({ lua }, { options }) => new Spawner().withOptions(optionTable(lua, options)),
      ),
    },
    constants: {
      'event.CANCEL': 'pid.cancel',
      'event.EXIT': 'pid.exit',
      'event.LINK_DOWN': 'pid.link.down',
      'event.OUTDATED': 'pid.outdated',
      ...registryConstants,
    },
    classes: [messageClass, payloadListClass, spawnerClass],
  },
);
