import {
  checkEntryId,
  checkTopic,
  contextValues,
  defineClass,
  fn,
  instance,
  invalid,
  mergeContext,
  mergeOptions,
  optionTable,
  optional,
  payload,
  rest,
  result,
  string,
  value,
} from '@durable-lua/determinism';
import type {
  ContextValues,
  LuaServices,
  LuaValue,
  OptionTable,
  OutgoingMessage,
  Payload,
  SpawnRequest,
  StartOptions,
} from '@durable-lua/determinism';
import { startOptions } from './start-options.js';

interface Parts {
  readonly options: OptionTable;
  readonly context: ContextValues;
  readonly name: string | undefined;
  readonly messages: readonly OutgoingMessage[];
}

const NOTHING: Parts = Object.freeze({ options: {}, context: {}, name: undefined, messages: [] });

interface Target {
  readonly id: string | undefined;
  readonly host: string | undefined;
  readonly args: readonly Payload[];
}

/** How workflows and processes are started. Never changes; `with_*` give another one. */
export class Spawner {
  private checked: StartOptions | undefined;

  constructor(private readonly parts: Parts = NOTHING) {}

  with(changes: Partial<Parts>): Spawner {
    return new Spawner({ ...this.parts, ...changes });
  }

  withOptions(options: OptionTable): Spawner {
    return this.with({ options: mergeOptions(this.parts.options, options) });
  }

  withContext(values: ContextValues): Spawner {
    return this.with({ context: mergeContext(this.parts.context, values) });
  }

  withMessage(message: OutgoingMessage): Spawner {
    return this.with({ messages: [...this.parts.messages, message] });
  }

  /**
   * What a host needs to start it.
   * @throws LuaError `INVALID` for a wrong ID, host or option, before anything starts.
   */
  request({ id, host, args }: Target): SpawnRequest {
    if (!id || !host) throw invalid('requires at least id and host arguments, both namespace:name of an entry');
    const { context, name, messages, options } = this.parts;
    this.checked ??= startOptions(options);
    return {
      id: checkEntryId(id, 'id'),
      host: checkEntryId(host, 'host'),
      args,
      options: this.checked,
      messages,
      ...(name === undefined ? {} : { name }),
      ...(Object.keys(context).length === 0 ? {} : { context }),
    };
  }
}

export const target = { id: optional(string), host: optional(string), args: rest(payload) };

/** A builder argument that must be text: builders have no error result, so the error object is raised. */
function textOf(lua: LuaServices, given: LuaValue, what: string): string {
  const type = lua.typeOf(given);
  if (type !== 'string') throw invalid(`${what}: string expected, got ${type}`);
  return lua.as(given, string);
}

export const spawnerType = instance<Spawner>('process.Spawner');

export const spawnerClass = defineClass(
  {
    type: spawnerType,
    doc: 'How workflows and processes are started; never changes.',
    needs: ['processes'],
    badArguments: 'return',
  },
  {
    methods: {
      with_context: fn(
        {
          doc: 'Another spawner with these values added to the context.',
          params: { values: value },
          returns: spawnerType,
        },
        ({ lua }, { self, values }) => self.withContext(contextValues(lua, values)),
      ),
      with_options: fn(
        {
          doc: 'Another spawner with these options over the earlier ones.',
          params: { options: value },
          returns: spawnerType,
        },
        ({ lua }, { self, options }) => self.withOptions(optionTable(lua, options)),
      ),
      with_name: fn(
        { doc: 'Another spawner that starts under this name.', params: { name: value }, returns: spawnerType },
        ({ lua }, { self, ...args }) => {
          const name = textOf(lua, args.name, 'name');
          if (name === '') throw invalid('name: string that is not empty expected');
          return self.with({ name });
        },
      ),
      with_message: fn(
        {
          doc: 'Another spawner that sends one more message ahead of all others.',
          params: { topic: value, args: rest(payload) },
          returns: spawnerType,
        },
        ({ lua }, { self, topic, args }) => self.withMessage({ topic: checkTopic(textOf(lua, topic, 'topic')), args }),
      ),
      spawn: fn(
        { doc: 'Starts it; its PID.', params: target, returns: result(string) },
        ({ processes }, { self, ...args }) => processes.spawn(self.request(args)),
      ),
      exec: fn(
        {
          doc: 'Starts it and waits for its result.',
          params: target,
          returns: result(payload),
        },
        ({ processes }, { self, ...args }) => processes.exec(self.request(args)),
      ),
    },
  },
);
