// What inference promises to the authors of bindings. `tsc` holds these, not the run: `npm run typecheck` fails on them.
import { describe, expectTypeOf, it } from 'vitest';
import {
  anyTable,
  boolean,
  bytes,
  channel,
  data,
  defineClass,
  duration,
  fn,
  func,
  instance,
  int64,
  integer,
  list,
  map,
  nothing,
  number,
  oneOf,
  optional,
  payload,
  present,
  record,
  rest,
  result,
  resultOrFalse,
  results,
  returns,
  string,
  table,
  thread,
  value,
  type Args,
  type CallOptions,
  type Channel,
  type Data,
  type Duration,
  type Env,
  type Fn,
  type Infer,
  type InferResult,
  type LuaCallable,
  type LuaErrorOptions,
  type LuaValue,
  type OptionRows,
  type OptionsOf,
  type Outcome,
  type Payload,
  type Returns,
  type Type,
} from './index.js';

interface Place {
  readonly lat: number;
}
const place = instance<Place>('geo.Place');

describe('a body gets', () => {
  it('each plain type as its TypeScript type', () => {
    fn(
      { params: { s: string, b: bytes, i: integer({ min: 0 }), l: int64, n: number, f: boolean, t: thread } },
      (_, args) => {
        expectTypeOf(args.s).toEqualTypeOf<string>();
        expectTypeOf(args.b).toEqualTypeOf<Uint8Array>();
        expectTypeOf(args.i).toEqualTypeOf<number>();
        expectTypeOf(args.l).toEqualTypeOf<bigint>();
        expectTypeOf(args.n).toEqualTypeOf<number>();
        expectTypeOf(args.f).toEqualTypeOf<boolean>();
        expectTypeOf(args.t).toEqualTypeOf<LuaValue>();
      },
    );
  });

  it('what crosses the border, and what stays in Lua', () => {
    const params = { d: data, r: record, p: payload, v: value, a: anyTable, f: func, c: channel };
    fn({ params: { ...params, w: duration({ unit: 'ns' }) } }, (_, args) => {
      expectTypeOf(args.d).toEqualTypeOf<Data>();
      expectTypeOf(args.r).toEqualTypeOf<Readonly<Record<string, Data>>>();
      expectTypeOf(args.p).toEqualTypeOf<Payload>();
      expectTypeOf(args.v).toEqualTypeOf<LuaValue>();
      expectTypeOf(args.a).toEqualTypeOf<LuaValue>();
      expectTypeOf(args.f).toEqualTypeOf<LuaCallable>();
      expectTypeOf(args.c).toEqualTypeOf<Channel>();
      expectTypeOf(args.w).toEqualTypeOf<Duration>();
    });
  });

  it('an optional one with undefined, unless it has a fallback', () => {
    fn({ params: { maybe: optional(integer()), always: optional(integer(), 3) } }, (_, { maybe, always }) => {
      expectTypeOf(maybe).toEqualTypeOf<number | undefined>();
      expectTypeOf(always).toEqualTypeOf<number>();
    });
    // @ts-expect-error a fallback of another type
    optional(integer(), 'three');
  });

  it('tables by their fields, lists, maps, and what remains', () => {
    const options = table({ deep: optional(table({ on: boolean })), names: list(string), ages: map(integer()) });
    fn({ params: { options, others: rest(place) } }, (_, args) => {
      expectTypeOf(args.options.deep).toEqualTypeOf<{ on: boolean } | undefined>();
      expectTypeOf(args.options.names).toEqualTypeOf<readonly string[]>();
      expectTypeOf(args.options.ages).toEqualTypeOf<Readonly<Record<string, number>>>();
      expectTypeOf(args.others).toEqualTypeOf<readonly Place[]>();
      // @ts-expect-error no such field
      void args.options.deeper;
    });
  });

  it('one of several types as their union, and objects as those of their class', () => {
    fn({ params: { where: oneOf(place, string, integer()), to: optional(place) } }, (_, { where, to }) => {
      expectTypeOf(where).toEqualTypeOf<Place | string | number>();
      expectTypeOf(to).toEqualTypeOf<Place | undefined>();
    });
  });

  it('nothing but the VM without declared parameters and capabilities', () => {
    const plain = fn({}, (_, args) => {
      expectTypeOf(args).toEqualTypeOf<Args<Readonly<Record<never, never>>> & Readonly<Record<never, never>>>();
      // @ts-expect-error no such argument
      void args.self;
    });
    expectTypeOf(plain).toExtend<Fn>();
    expectTypeOf<keyof Env>().toEqualTypeOf<'lua'>();
    expectTypeOf<keyof Env<'clock' | 'random'>>().toEqualTypeOf<'lua' | 'clock' | 'random'>();
  });
});

describe('a body gives', () => {
  it('what it declared, at once or later', () => {
    fn({ returns: integer() }, () => 1);
    fn({ returns: result(integer()) }, () => Promise.resolve(1));
    fn({ returns: resultOrFalse(integer()) }, async () => 1);
    expectTypeOf<1 | Promise<1>>().toExtend<Outcome<number>>();
    // @ts-expect-error a text is no integer
    fn({ returns: result(integer()) }, () => 'one');
    // @ts-expect-error nor is it later
    fn({ returns: integer() }, async () => 'one');
    // @ts-expect-error it may not be left out
    fn({ returns: result(integer()) }, () => undefined);
  });

  it('for some types more than it gets: text for bytes, numbers for 64 bit, Maps, and for any value what is presented', () => {
    fn({ returns: bytes }, () => 'text');
    fn({ returns: int64 }, () => 1);
    fn({ returns: result(map(integer())) }, () => new Map([['a', 1]]));
    fn({ returns: value }, () => present(string, 'a'));
    fn({ returns: result(value) }, () => undefined);
    fn({ returns: list(value) }, () => [present(integer(), 1), null]);
    fn({ returns: table({ first: value }) }, () => ({ first: present(boolean, true) }));
    present(list(value), [present(string, 'a')]);
    expectTypeOf<InferResult<typeof int64>>().toEqualTypeOf<bigint | number>();
    expectTypeOf<Infer<typeof value>>().toEqualTypeOf<LuaValue>();
    fn({ params: { v: value } }, ({ lua }, { v }) => {
      expectTypeOf(lua.as(v, bytes)).toEqualTypeOf<Uint8Array>();
      // @ts-expect-error what is presented is no Lua value yet
      lua.typeOf(present(string, 'a'));
    });
    // @ts-expect-error a text is no integer
    fn({ returns: int64 }, () => '1');
    // @ts-expect-error nor is what is presented a text
    fn({ returns: string }, () => present(string, 'a'));
    // @ts-expect-error the value does not fit its type
    present(integer(), 'one');
  });

  it('several results as a tuple', () => {
    expectTypeOf(results(integer(), optional(string))).toEqualTypeOf<Returns<readonly [number, string | undefined]>>();
    fn({ returns: results(integer(), optional(string)) }, () => [1, undefined] as const);
    // @ts-expect-error one is missing
    fn({ returns: results(integer(), string) }, () => [1] as const);
    // @ts-expect-error they are the wrong way round
    fn({ returns: results(integer(), string) }, () => ['a', 1] as const);
  });

  it('a type alone as one result, and without one nothing', () => {
    expectTypeOf(returns(place)).toEqualTypeOf<Returns<Place>>();
    expectTypeOf(nothing).toEqualTypeOf<Type<void>>();
    fn({ returns: place }, () => ({ lat: 1 }));
    fn({}, () => undefined);
    // @ts-expect-error a result that was not declared
    fn({}, () => 1);
  });
});

describe('a class', () => {
  it('is known by the type of its objects, wherever they come from', () => {
    const made = defineClass({ type: place }, { tostring: (self) => expectTypeOf(self).toEqualTypeOf<Place>() && '' });
    expectTypeOf(made.type).toEqualTypeOf<Type<Place>>();
    expectTypeOf<Infer<typeof made.type>>().toEqualTypeOf<Place>();
  });
});

describe('options', () => {
  it('have a row for each field that is read, of its type', () => {
    interface Read {
      readonly attempts?: number;
      readonly queue: string;
    }
    type Rows = OptionRows<Read>;
    expectTypeOf<keyof Rows>().toEqualTypeOf<'attempts' | 'queue'>();
    expectTypeOf<ReturnType<Rows['attempts']['type']['read']>>().toEqualTypeOf<number | undefined>();
    expectTypeOf<{ queue: Rows['queue'] }>().not.toExtend<Rows>();
  });

  it('are typed by their rows', () => {
    expectTypeOf<CallOptions['startToCloseTimeout']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<CallOptions['autoHeartbeat']>().toEqualTypeOf<boolean | undefined>();
    expectTypeOf<OptionsOf<OptionRows<CallOptions>>>().toExtend<CallOptions>();
  });
});

it('the details of an error are an object, of an interface as well', () => {
  interface Refusal {
    readonly code: number;
    readonly place?: Place;
  }
  type Details = NonNullable<LuaErrorOptions['details']>;
  expectTypeOf<Refusal>().toExtend<Details>();
  expectTypeOf<Record<string, Data>>().toExtend<Details>();
  expectTypeOf<readonly number[]>().not.toExtend<Details>();
  expectTypeOf<() => void>().not.toExtend<Details>();
  expectTypeOf<Date>().not.toExtend<Details>();
  expectTypeOf<Promise<Refusal>>().not.toExtend<Details>();
  expectTypeOf<string>().not.toExtend<Details>();
});
