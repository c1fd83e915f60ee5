import {
  LuaError,
  Misuse,
  boolean,
  channel as channelType,
  defineModule,
  didYouMean,
  duration,
  fn,
  integer,
  optional,
  returns,
  selectCaseClass,
  table,
  value,
  type LuaServices,
  type LuaValue,
  type Millis,
  type SelectCaseObject,
  type Selected,
} from '@durable-lua/determinism';

const caseType = selectCaseClass.type;

/** What `channel.select` gives. After a default or a timeout neither channel nor value is there. */
const selection = table({
  channel: optional(channelType),
  value,
  ok: boolean,
  default: optional(boolean),
  timeout: optional(boolean),
});

const timeoutType = optional(duration({ unit: 'ns' }));

function readCases(lua: LuaServices, items: readonly LuaValue[]): SelectCaseObject[] {
  return items.map((item, index) => {
    const got = lua.typeOf(item);
    // Checked by name first: reading a value as another class would be an error object, and this is a misuse.
    if (got !== selectCaseClass.name) throw new Misuse(`invalid select case #${index + 1} (got ${got})`);
    return lua.as(item, caseType);
  });
}

const isTrue = (lua: LuaServices, flag: LuaValue | undefined): boolean =>
  lua.typeOf(flag) === 'boolean' && lua.as(flag, boolean);

/** The timeout among the named keys of a select. @throws LuaError `INVALID` for none, Misuse for a key that nobody knows */
function timeoutOf(lua: LuaServices, named: Readonly<Record<string, LuaValue>>): Millis | undefined {
  const other = Object.keys(named).find((key) => key !== 'default' && key !== 'timeout');
  if (other !== undefined) {
    const remedy = didYouMean(other, ['default', 'timeout']) || ': expected default, timeout, and cases';
    throw new Misuse(`select: unknown key '${other}'${remedy}`);
  }
  try {
    return lua.as(named['timeout'], timeoutType)?.millisCeil;
  } catch (error) {
    throw LuaError.is(error) ? error.at('select: timeout') : error;
  }
}

const nothing = { channel: undefined, value: undefined, default: undefined, timeout: undefined };

function describe(cases: readonly SelectCaseObject[], { index, value: received, ok }: Selected, late: boolean) {
  if (index >= 0) return { ...nothing, channel: cases[index]?.channel, value: received, ok };
  return index === -2 || late ? { ...nothing, timeout: true, ok: false } : { ...nothing, default: true, ok };
}

/** The Lua module `channel`: FIFOs between the coroutines of one state, and waiting for the first of several. */
export const channel = defineModule(
  {
    name: 'channel',
    summary: 'Typed FIFOs between coroutines, and select.',
    wants: ['clock'],
  },
  {
    functions: {
      new: fn(
        {
          doc: 'A channel. A send waits for a receiver, or for a free place among `size`.',
          params: { size: optional(integer(), 0) },
          returns: channelType,
        },
        ({ lua }, { size }) => lua.channel(Math.max(0, size)),
      ),
      select: fn(
        {
          doc:
            'Waits for the first case that can go ahead, in the order of the list; with a default it does not wait, with a ' +
            'timeout (nanoseconds, a text or a Duration) not longer.',
          params: { cases: value, default: optional(value) },
          returns: returns(selection),
        },
        (env, args) => {
          const { lua } = env;
          if (lua.typeOf(args.cases) !== 'table') {
            throw new Misuse(`bad argument #1 to 'select' (table expected, got ${lua.typeOf(args.cases)})`);
          }
          const { items, named, sparse } = lua.fields(args.cases);
          const cases = readCases(lua, items);
          if (sparse) throw new Misuse(`invalid select case #${items.length + 1} (got nil)`);
          const orDefault = isTrue(lua, named['default']) || isTrue(lua, args.default);
          const timeout = timeoutOf(lua, named);
          if (cases.length === 0 && !orDefault && timeout === undefined) {
            throw new Misuse('select needs at least one case');
          }
          const clock = timeout === undefined ? undefined : env.clock;
          const late = !orDefault && timeout !== undefined && timeout <= 0;
          const waits = lua.select(
            cases.map((one) =>
              one.sends ? { channel: one.channel, send: one.value as LuaValue } : { channel: one.channel },
            ),
            orDefault || late,
            clock && (() => clock.timer(timeout as number)),
          );
          return lua.map(waits, (selected) => describe(cases, selected, late));
        },
      ),
    },
  },
);
