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
  options,
  payload,
  rest,
  result,
  startOptions,
  startOptionSet,
  string,
  value,
  withoutSecurity,
} from '@durable-lua/determinism';
import type {
  ContextValues,
  Env,
  LuaServices,
  LuaValue,
  OptionTable,
  OutgoingMessage,
  Payload,
  Self,
  SpawnRequest,
  StartOptions,
} from '@durable-lua/determinism';

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

/** What a spawn sets up beside the start, before anything can be missed. */
type SpawnBonds = Pick<SpawnRequest, 'monitor' | 'link'>;

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
   * @param caller the function that starts it, which errors name.
   * @throws LuaError `INVALID` for a wrong ID, host or option, before anything starts.
   */
  request(caller: string, { id, host, args }: Target, bonds: SpawnBonds = {}): SpawnRequest {
    if (!id || !host)
      throw invalid(`${caller}: requires at least id and host arguments, each namespace:name of an entry`);
    const { context, name, messages, options } = this.parts;
    this.checked ??= startOptions(options);
    return {
      ...bonds,
      id: checkEntryId(id, `${caller}: id`),
      host: checkEntryId(host, `${caller}: host`),
      args,
      options: this.checked,
      messages,
      ...(name === undefined ? {} : { name }),
      ...(Object.keys(context).length === 0 ? {} : { context }),
    };
  }
}

const target = { id: optional(string), host: optional(string), args: rest(payload) };

/** The functions that start something, of the module and of a spawner; `spawnerOf` says which spawner does. */
export function starting<S>(spawnerOf: (self: S) => Spawner) {
  const spawn = (doc: string) => ({ doc, params: target, returns: result(string) });
  const bound = (name: string, doc: string, bonds: SpawnBonds) =>
    fn<typeof target, string, Env<'processes' | 'supervision'>, S>(spawn(doc), (env, args) => {
      // A host that lacks it would start the run and never tell of its end: asking for it refuses instead.
      void env.supervision;
      return env.processes.spawn(spawnerOf(args).request(name, args, bonds));
    });
  return {
    spawn: fn<typeof target, string, Env<'processes'>, S>(
      spawn('Starts a workflow or process; its PID.'),
      ({ processes }, args) => processes.spawn(spawnerOf(args).request('spawn', args)),
    ),
    spawn_monitored: bound('spawn_monitored', 'Starts it and monitors it; its PID.', { monitor: true }),
    spawn_linked: bound('spawn_linked', 'Starts it and links it to this run; its PID.', { link: true }),
    spawn_linked_monitored: bound('spawn_linked_monitored', 'Starts it, links and monitors it; its PID.', {
      monitor: true,
      link: true,
    }),
    exec: fn<typeof target, Payload, Env<'processes'>, S>(
      { doc: 'Starts a workflow or process and waits for its result.', params: target, returns: result(payload) },
      ({ processes }, args) => processes.exec(spawnerOf(args).request('exec', args)),
    ),
  };
}

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
    needs: ['processes', 'supervision'],
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
      ...withoutSecurity(spawnerType),
      with_options: fn(
        {
          doc: 'Another spawner with these options over the earlier ones.',
          params: { options: options(startOptionSet) },
          returns: spawnerType,
        },
        ({ lua }, { self, options }) => self.withOptions(optionTable(lua, options)),
      ),
      with_name: fn(
        { doc: 'Another spawner that starts under this name.', params: { name: value }, returns: spawnerType },
        ({ lua }, { self, ...args }) => {
          const name = textOf(lua, args.name, 'name');
          if (name === '') throw invalid('name: non-empty string expected');
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
      ...starting<Self<Spawner>>(({ self }) => self),
    },
  },
);
