import type { Clock } from '@durable-lua/determinism';
import {
  api,
  LUA_TNIL,
  LUA_TNONE,
  LUA_TNUMBER,
  LUA_TTABLE,
  toBytes,
  type CFunction,
  type LuaState,
} from '../state/fengari.js';
import { refuse } from './forbidden.js';
import { formatDate, weekday, yearDay, type DateFields } from './strftime.js';
import { pushText } from '../state/stack.js';
import { displayText } from '../state/text.js';
import { raise } from '../values/errors.js';
import { fieldsAt, isMoment, isSummerTime, momentOf, UTC, utcMillis, zoneOf, type Zone } from './zone.js';

/**
 * The part of `os` that is about time. In a workflow only what is computed from arguments, in UTC; elsewhere by the host's
 * clock, in its zone.
 */
export function osFunctions(clock: Clock | undefined, deterministic: boolean): Readonly<Record<string, CFunction>> {
  const now = (L: LuaState, name: string): number =>
    clock === undefined ? raise(L, `${name} needs a host with a clock`) : clock.now();
  const start = deterministic ? undefined : clock?.now();
  // Made when it is first asked for: making one is costly, and most programs never do.
  let made: Zone | undefined;
  const zone = (): Zone => (made ??= deterministic || clock === undefined ? UTC : zoneOf(clock.zone));
  return {
    time: (L) => {
      if (api.lua_type(L, 1) === LUA_TNONE || api.lua_type(L, 1) === LUA_TNIL) {
        if (deterministic) return refuse(L, 'os.time', 'time.now():unix()', true);
        api.lua_pushinteger(L, Math.floor(now(L, 'os.time') / 1000));
        return 1;
      }
      if (api.lua_type(L, 1) !== LUA_TTABLE) return raise(L, "bad argument #1 to 'time' (table expected)");
      const today = deterministic ? undefined : fieldsAt(zone(), now(L, 'os.time'));
      const seconds = readTime(L, zone(), today);
      if (seconds === undefined) return refuse(L, 'os.time with a missing year, month or day', 'time.now()', true);
      api.lua_pushinteger(L, seconds);
      return 1;
    },
    date: (L) => {
      const given = api.lua_type(L, 1) === LUA_TNONE || api.lua_type(L, 1) === LUA_TNIL ? '%c' : text(L, 1);
      let ms: number;
      if (api.lua_type(L, 2) === LUA_TNUMBER) ms = Number(api.lua_tonumber(L, 2)) * 1000;
      else if (deterministic) return refuse(L, 'os.date without a time', 'time.now():format(layout)', true);
      else ms = now(L, 'os.date');
      const inUtc = deterministic || given.startsWith('!');
      const format = given.startsWith('!') ? given.slice(1) : given;
      if (!isMoment(ms)) return raise(L, "bad argument #2 to 'date' (time out of range)");
      const used = inUtc ? UTC : zone();
      const fields = fieldsAt(used, ms);
      if (format.startsWith('*t')) return pushFields(L, fields, isSummerTime(used, ms));
      const result = formatDate(format, fields);
      if ('invalid' in result)
        return raise(L, `bad argument #1 to 'date' (invalid conversion specifier '%${result.invalid}')`);
      pushText(L, result.text);
      return 1;
    },
    difftime: (L) => {
      api.lua_pushnumber(L, number(L, 1) - number(L, 2));
      return 1;
    },
    ...(deterministic
      ? {}
      : {
          clock: (L: LuaState) => {
            api.lua_pushnumber(L, (now(L, 'os.clock') - (start ?? 0)) / 1000);
            return 1;
          },
        }),
  };
}

function text(L: LuaState, index: number): string {
  const bytes = api.lua_tostring(L, index);
  if (bytes === null) return raise(L, `bad argument #${index} to 'date' (string expected)`);
  return displayText(bytes);
}

function number(L: LuaState, index: number): number {
  if (api.lua_type(L, index) !== LUA_TNUMBER) return raise(L, `bad argument #${index} to 'difftime' (number expected)`);
  return Number(api.lua_isinteger(L, index) ? api.lua_tointeger(L, index) : api.lua_tonumber(L, index));
}

/** Unix seconds of a date table, normalised; a missing year, month or day is today's, or nothing without a today. */
function readTime(L: LuaState, zone: Zone, today: DateFields | undefined): number | undefined {
  const field = (name: string, fallback: number | undefined): number | undefined => {
    const type = api.lua_getfield(L, 1, toBytes(name));
    const value = type === LUA_TNIL ? fallback : Number(api.lua_tointegerx(L, -1));
    if (type !== LUA_TNIL && (api.lua_tointegerx(L, -1) === false || !Number.isSafeInteger(value))) {
      return raise(L, `field '${name}' is not an integer`);
    }
    api.lua_pop(L, 1);
    return value;
  };
  const [year, month, day] = [field('year', today?.year), field('month', today?.month), field('day', today?.day)];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const time = [field('hour', today === undefined ? 12 : 0), field('min', 0), field('sec', 0)] as [
    number,
    number,
    number,
  ];
  const wall = utcMillis(year, month, day, ...time);
  const ms = isMoment(wall) ? momentOf(zone, wall) : NaN;
  if (Number.isNaN(ms)) return raise(L, 'time result cannot be represented in this installation');
  return Math.floor(ms / 1000);
}

function pushFields(L: LuaState, fields: DateFields, isSummer: boolean): number {
  api.lua_createtable(L, 0, 9);
  const set = (name: string, push: () => void): void => {
    push();
    api.lua_setfield(L, -2, toBytes(name));
  };
  for (const name of ['year', 'month', 'day', 'hour', 'min', 'sec'] as const) {
    set(name, () => api.lua_pushinteger(L, fields[name]));
  }
  set('wday', () => api.lua_pushinteger(L, weekday(fields) + 1));
  set('yday', () => api.lua_pushinteger(L, yearDay(fields)));
  set('isdst', () => api.lua_pushboolean(L, isSummer));
  return 1;
}
