import type { Clock } from '@durable-lua/determinism';
import { api, aux, LUA_TNIL, LUA_TNONE, LUA_TTABLE, toBytes, type CFunction, type LuaState } from '../state/fengari.js';
import { Machine, type Zone } from '../state/machine.js';
import { raise } from '../values/errors.js';
import { refuse } from './forbidden.js';
import { formatDate, weekday, yearDay, type DateFields } from './strftime.js';
import { fieldsAt, isMoment, isSummerTime, momentOf, UTC, utcMillis, zoneOf } from './zone.js';

/** What a character of a format costs, in units. */
const DATE_UNITS = 40;
const UNREPRESENTABLE = 'time result cannot be represented in this installation';

/**
 * The part of `os` that is about time. In a workflow only what is computed from arguments, in UTC; elsewhere by the host's
 * clock, in its zone.
 */
export function osFunctions(deterministic: boolean): Readonly<Record<string, CFunction>> {
  const functions = makeFunctions(deterministic);
  aux.luaL_namefuncs('os.', functions);
  return functions;
}

const clockOf = (L: LuaState, name: string): Clock =>
  Machine.of(L).time.clock ?? raise(L, `${name} needs a host with a clock`);

/** The zone of times without '!'. */
function localZone(L: LuaState): Zone {
  const { time } = Machine.of(L);
  return (time.zone ??= time.clock === undefined ? UTC : zoneOf(time.clock.zone));
}

function makeFunctions(deterministic: boolean): Readonly<Record<string, CFunction>> {
  const zone = deterministic ? (): Zone => UTC : localZone;
  return {
    time: (L) => {
      if (isNoneOrNil(L, 1)) {
        if (deterministic) return refuse(L, 'os.time', 'time.now():unix()', true);
        api.lua_pushinteger(L, Math.floor(clockOf(L, 'os.time').now() / 1000));
        return 1;
      }
      aux.luaL_checktype(L, 1, LUA_TTABLE);
      api.lua_settop(L, 1);
      Machine.of(L).pay(50);
      const ms = readTime(L, zone(L));
      if (!isMoment(ms)) return raise(L, UNREPRESENTABLE);
      setFields(L, zone(L), ms);
      api.lua_pushinteger(L, Math.floor(ms / 1000));
      return 1;
    },
    date: (L) => {
      const given = isNoneOrNil(L, 1) ? '%c' : aux.luaL_checktext(L, 1);
      Machine.of(L).pay(DATE_UNITS * (1 + given.length));
      let ms: number;
      if (!isNoneOrNil(L, 2)) ms = Number(aux.luaL_checkinteger(L, 2)) * 1000;
      else if (deterministic) return refuse(L, 'os.date without a time', 'time.now():format(layout)', true);
      else ms = clockOf(L, 'os.date').now();
      if (!isMoment(ms)) return raise(L, UNREPRESENTABLE);
      const isUtc = given.startsWith('!');
      const used = isUtc ? UTC : zone(L);
      const format = isUtc ? given.slice(1) : given;
      if (format === '*t') {
        api.lua_createtable(L, 0, 9);
        setFields(L, used, ms);
        return 1;
      }
      Machine.of(L).pay(50 + 20 * format.length);
      const result = formatDate(format, fieldsAt(used, ms), () => (isUtc ? 'GMT' : used.nameAt(ms)));
      if ('invalid' in result) {
        return aux.luaL_argerror(L, 1, latin1(`invalid conversion specifier '%${result.invalid}'`));
      }
      api.lua_pushstring(L, latin1(result.text));
      return 1;
    },
    difftime: (L) => {
      const [later, earlier] = [aux.luaL_checkinteger(L, 1), aux.luaL_checkinteger(L, 2)];
      api.lua_pushnumber(L, Number(BigInt(later) - BigInt(earlier)));
      return 1;
    },
    ...(deterministic
      ? {}
      : {
          clock: (L: LuaState) => {
            const now = clockOf(L, 'os.clock').now();
            api.lua_pushnumber(L, (now - (Machine.of(L).time.startedAt ?? 0)) / 1000);
            return 1;
          },
        }),
  };
}

const isNoneOrNil = (L: LuaState, index: number): boolean => {
  const type = api.lua_type(L, index);
  return type === LUA_TNONE || type === LUA_TNIL;
};

/** Text of one character for each byte, as bytes. */
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** The largest number that a field takes, as in Lua. */
const MAX_FIELD = 2 ** 30 - 1;

/** The moment of the date table on top, in Unix milliseconds. Fields beyond their range carry over. */
function readTime(L: LuaState, zone: Zone): number {
  const field = (name: string, fallback?: number): number => {
    const type = api.lua_getfield(L, 1, toBytes(name));
    const whole = api.lua_tointegerx(L, -1);
    api.lua_pop(L, 1);
    if (whole === false) {
      if (type !== LUA_TNIL) return raise(L, `field '${name}' is not an integer`);
      return fallback ?? raise(L, `field '${name}' missing in date table`);
    }
    const value = Number(whole);
    return Math.abs(value) > MAX_FIELD ? raise(L, `field '${name}' is out-of-bound`) : value;
  };
  // In the order of Lua, which shows in the errors.
  const [sec, min, hour] = [field('sec', 0), field('min', 0), field('hour', 12)];
  const [day, month, year] = [field('day'), field('month'), field('year')];
  const isSummer = api.lua_getfield(L, 1, toBytes('isdst')) === LUA_TNIL ? undefined : api.lua_toboolean(L, -1);
  api.lua_pop(L, 1);
  const wall = utcMillis(year, month, day, hour, min, sec);
  return isMoment(wall) ? momentOf(zone, wall, isSummer) : NaN;
}

/** Sets the fields of the date table on top, as the calendar of the zone has them. */
function setFields(L: LuaState, zone: Zone, ms: number): void {
  const fields = fieldsAt(zone, ms);
  const set = (name: keyof DateFields | 'wday' | 'yday', value: number): void => {
    api.lua_pushinteger(L, value);
    api.lua_setfield(L, -2, toBytes(name));
  };
  for (const name of ['sec', 'min', 'hour', 'day', 'month', 'year'] as const) set(name, fields[name]);
  set('wday', weekday(fields) + 1);
  set('yday', yearDay(fields));
  api.lua_pushboolean(L, isSummerTime(zone, ms));
  api.lua_setfield(L, -2, toBytes('isdst'));
}
