import {
  Misuse,
  boolean,
  channel as channelType,
  defineModule,
  fn,
  instance,
  integer,
  optional,
  returns,
  selectCaseClass,
  table,
  value,
  type LuaServices,
  type LuaValue,
  type SelectCaseObject,
  type Selected,
} from '@durable-lua/determinism';

const caseType = instance<SelectCaseObject>(selectCaseClass);

/** What `channel.select` gives. After a default neither channel nor value is there. */
const selection = table({
  channel: optional(channelType),
  value,
  ok: boolean,
  default: optional(boolean),
});

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

const describe = (cases: readonly SelectCaseObject[], { index, value: received, ok }: Selected) =>
  index < 0
    ? { default: true, ok, channel: undefined, value: undefined as never }
    : { channel: cases[index]?.channel, value: received as LuaValue, ok, default: undefined };

/** The Lua module `channel`: FIFOs between the coroutines of one state, and waiting for the first of several. */
export const channel = defineModule({
  name: 'channel',
  summary: 'Typed FIFOs between coroutines, and select.',
  needs: [],
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
        doc: 'Waits for the first case that can go ahead, in the order of the list; with a default it does not wait.',
        params: { cases: value, default: value },
        returns: returns(selection),
      },
      ({ lua }, args) => {
        if (lua.typeOf(args.cases) !== 'table') {
          throw new Misuse(`bad argument #1 to 'select' (table expected, got ${lua.typeOf(args.cases)})`);
        }
        const { items, named, sparse } = lua.fields(args.cases);
        const cases = readCases(lua, items);
        if (sparse) throw new Misuse(`invalid select case #${items.length + 1} (got nil)`);
        const orDefault = isTrue(lua, named['default']) || isTrue(lua, args.default);
        if (cases.length === 0 && !orDefault) throw new Misuse('select needs at least one case');
        const waits = lua.select(
          cases.map((one) =>
            one.sends ? { channel: one.channel, send: one.value as LuaValue } : { channel: one.channel },
          ),
          orDefault,
        );
        return lua.map(waits, (selected) => describe(cases, selected));
      },
    ),
  },
});
