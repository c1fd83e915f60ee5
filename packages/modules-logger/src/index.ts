import {
  anyTable,
  bytes,
  defineClass,
  defineModule,
  fn,
  instance,
  invalid,
  optional,
  string,
  type Data,
  type Env,
  type Fn,
  type LogLevel,
  type LuaValue,
  type Self,
} from '@durable-lua/determinism';
import { readFields, textOf, type Fields } from './fields.js';

/** A name and fields that go with every line. Never changed: `with` and `named` make another one. */
class Logger {
  /** Of its fields, which each line repeats. */
  private readonly bytes: number;

  constructor(
    readonly name: string,
    readonly fields: Fields,
  ) {
    this.bytes = bytesOf(fields);
  }

  write({ log, lua }: Env<'log'>, level: LogLevel, message: Uint8Array, given: LuaValue | undefined): void {
    lua.pay(LINE + (message.length + this.bytes) / 8);
    const fields = { ...this.fields, ...(given === undefined ? {} : readFields(lua, given)) };
    const facts = { ...(this.name === '' ? {} : { logger: this.name }), location: lua.location() };
    // What the author says comes first, and stays when it has the name of one of ours.
    log.write(level, textOf(message), { ...fields, ...facts, ...fields });
  }

  with({ lua }: Env, fields: LuaValue): Logger {
    return new Logger(this.name, { ...this.fields, ...readFields(lua, fields) });
  }

  named(name: string): Logger {
    if (name === '') throw invalid('the name of a logger must not be empty: give a text such as "payments"');
    return new Logger(this.name === '' ? name : `${this.name}.${name}`, this.fields);
  }
}

function bytesOf(value: Data): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce<number>((sum, member) => sum + bytesOf(member as Data), 8);
}

/** What a line costs beside its bytes, in units of the budget. */
const LINE = 100;

const ROOT = new Logger('', {});

const LEVELS: Readonly<Record<LogLevel, string>> = {
  debug: 'Writes a line for whoever looks for a fault.',
  info: 'Writes a line about what goes as it should.',
  warn: 'Writes a line about something that may need attention.',
  error: 'Writes a line about something that went wrong. It does not raise an error.',
};

const loggerType = instance<Logger>('logger.Logger');

/** Of each function the module has one and the class another, of the same description. */
const line = (level: LogLevel) => ({
  doc: `${LEVELS[level]} Fields with string keys go with it, tables as JSON; in a workflow a replay writes nothing.`,
  params: { msg: bytes, fields: optional(anyTable) },
});
const withSpec = () => ({
  doc: 'A logger that adds these fields, as they are now, to each of its lines. Where a line gives a field of the same name, the line counts.',
  params: { fields: anyTable },
  returns: loggerType,
});
const namedSpec = () => ({
  doc: 'A logger whose lines carry this name in the field `logger`, joined to the name it has with a dot. An empty name raises an INVALID error.',
  params: { name: string },
  returns: loggerType,
});

const lineFunction = (level: LogLevel): Fn<Env<'log'>> =>
  fn(line(level), (env, { msg, fields }) => ROOT.write(env, level, msg, fields));
const lineMethod = (level: LogLevel): Fn<Env<'log'>, Self<Logger>> =>
  fn(line(level), (env, { self, msg, fields }) => self.write(env, level, msg, fields));

const loggerClass = defineClass(
  { type: loggerType, doc: 'A logger with a name, fields, or both.', needs: ['log'] },
  {
    methods: {
      debug: lineMethod('debug'),
      info: lineMethod('info'),
      warn: lineMethod('warn'),
      error: lineMethod('error'),
      with: fn(withSpec(), (env, { self, fields }) => self.with(env, fields)),
      named: fn(namedSpec(), (_, { self, name }) => self.named(name)),
    },
    tostring: ({ name }) => (name === '' ? 'logger' : `logger ${name}`),
  },
);

/** The Lua module `logger`. Nothing it does suspends or leaves an event. */
export const logger = defineModule(
  {
    name: 'logger',
    summary: 'Log lines with fields, a name and a place; silent while a workflow is replayed.',
    needs: ['log'],
    callableAsMethods: true,
  },
  {
    functions: {
      debug: lineFunction('debug'),
      info: lineFunction('info'),
      warn: lineFunction('warn'),
      error: lineFunction('error'),
      with: fn(withSpec(), (env, { fields }) => ROOT.with(env, fields)),
      named: fn(namedSpec(), (_, { name }) => ROOT.named(name)),
    },
    classes: [loggerClass],
  },
);
