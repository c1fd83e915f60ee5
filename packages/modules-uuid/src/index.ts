import {
  boolean,
  bytes,
  defineModule,
  fn,
  integer,
  optional,
  result,
  string,
  table,
  value,
} from '@durable-lua/determinism';
import { formatUuid, needUuid, uuidBytes } from './format.js';
import { Generator1, Generator7, named, random4 } from './generate.js';
import { inspect, variantOf, versionOf } from './inspect.js';

const V1 = Symbol('uuid.v1');
const V7 = Symbol('uuid.v7');

const inspected = table({
  version: integer(),
  variant: string,
  timestamp: optional(integer()),
  node: optional(string),
});

const fromName = (version: 3 | 5, hash: string) =>
  fn(
    {
      doc: `The UUID that a name has in a namespace, by ${hash}.`,
      params: { ns: string, name: bytes },
      returns: result(string),
    },
    ({ lua }, { ns, name }) => {
      lua.pay(MADE + name.length / 2);
      return named(version, needUuid(ns), name);
    },
  );

/** What it costs to make one, in units of the budget. */
const MADE = 100;

/** The Lua module `uuid`. What it generates comes from the seed and the clock of the run: the same on replay, for ids only. */
export const uuid = defineModule(
  {
    name: 'uuid',
    summary: 'Generate, check, parse and format UUIDs.',
    needs: ['random', 'clock'],
    badArguments: 'return',
  },
  {
    functions: {
      v1: fn({ doc: 'By time and a random node of the run.', returns: result(string) }, ({ lua, clock, random }) => {
        lua.pay(MADE);
        return lua.state(V1, () => new Generator1(clock, random)).next();
      }),
      v3: fromName(3, 'MD5'),
      v4: fn({ doc: 'Random.', returns: result(string) }, ({ lua, random }) => {
        lua.pay(MADE);
        return random4(random);
      }),
      v5: fromName(5, 'SHA-1'),
      v7: fn(
        { doc: 'By time and randomness; within a run each is greater than the one before.', returns: result(string) },
        (env) => {
          env.lua.pay(MADE);
          return env.lua.state(V7, () => new Generator7(env.clock, env.random)).next();
        },
      ),
      validate: fn(
        { doc: 'Whether a value is a UUID in an accepted spelling.', params: { x: value }, returns: result(boolean) },
        ({ lua }, { x }) => lua.typeOf(x) === 'string' && isUuid(lua.as(x, bytes)),
      ),
      version: fn({ doc: 'The version number.', params: { id: string }, returns: result(integer()) }, (_, { id }) =>
        versionOf(needUuid(id)),
      ),
      variant: fn(
        {
          doc: 'RFC4122, NCS, Microsoft or Future.',
          params: { id: string },
          returns: result(string),
        },
        (_, { id }) => variantOf(needUuid(id)),
      ),
      parse: fn(
        {
          doc: 'Version and variant; for versions 1 and 7 the time in Unix seconds, for version 1 the node.',
          params: { id: string },
          returns: result(inspected),
        },
        (_, { id }) => inspect(needUuid(id)),
      ),
      format: fn(
        {
          doc: 'Written as "standard", "simple" (32 digits) or "urn".',
          params: { id: string, format: optional(string, 'standard') },
          returns: result(string),
        },
        (_, { id, format }) => formatUuid(needUuid(id), format),
      ),
    },
  },
);

/** Any Lua string is a question that has an answer, also one that is not text. */
const isUuid = (text: Uint8Array) => uuidBytes(String.fromCharCode(...text.subarray(0, 64))) !== undefined;
