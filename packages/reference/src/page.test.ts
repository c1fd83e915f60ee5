import {
  boolean,
  defineClass,
  defineModule,
  duration,
  fn,
  instance,
  int64,
  integer,
  list,
  nothing,
  number,
  oneOf,
  optional,
  present,
  rest,
  result,
  resultOrFalse,
  results,
  string,
  table,
  value,
} from '@durable-lua/determinism';
import { expect, it } from 'vitest';
import { referencePage } from './index.js';

const never = (): never => {
  throw new Error('a description cannot be called');
};
const placeType = instance<object>('geo.Place');

const place = defineClass(
  { type: placeType, doc: 'Somewhere.' },
  {
    methods: { near: fn({ doc: 'Whether it is near.', params: { other: placeType }, returns: boolean }, never) },
    metamethods: {
      eq: fn({ params: { a: value, b: value }, returns: boolean }, never),
      mul: fn({ params: { a: placeType, by: number }, returns: placeType }, never),
      len: fn({ doc: 'Its letters.', params: { a: placeType }, returns: integer() }, never),
    },
    item: () => undefined,
    tostring: () => '',
  },
);

const geo = defineModule(
  {
    name: 'geo',
    summary: 'Places.',
    needs: ['clock'],
    wants: ['random'],
    barredInWorkflows: 'call a function instead',
  },
  {
    functions: {
      find: fn(
        {
          doc: 'Finds it.',
          params: {
            name: optional(string),
            kinds: list(table({ kind: string, weight: optional(oneOf(int64, number), 1n) })),
            limit: optional(integer({ min: 1, max: 9 }), 3),
            wait: optional(duration({ unit: 'ns' })),
            more: rest(value),
          },
          returns: result(placeType),
          badArguments: 'return',
        },
        never,
      ),
      check: fn({ params: { it: instance('time.Time') }, returns: resultOrFalse(boolean) }, never),
      pair: fn({ returns: results(optional(string), boolean) }, never),
      all: fn({ returns: rest(string) }, never),
      forget: fn({ params: { n: integer({ min: 0 }) }, returns: nothing }, never),
    },
    aliases: { search: 'find' },
    constants: ({ clock }) => ({ PIPE: 'a|b', ZONE: clock.zone, HOME: present(placeType, {}) }),
    classes: [place],
  },
);

it('a page tells of a module all that its description says', () => {
  const link = (name: string) => ({ error: 'language.md#error', 'time.Time': 'time.md#timetime' })[name];
  expect(referencePage(geo, { link })).toBe(`# geo

Places.

An entry that lists \`geo\` in its \`modules\` has it, as the global \`geo\` and by \`require("geo")\`. It asks its host for \`clock\`, and for \`random\` for a part of what it does.

**Not in workflows**: call a function instead

## Functions

### \`geo.find(name, kinds, limit?, wait?, ...)\`

Finds it.

- \`name\`: string or nil
- \`kinds\`: list of table
  - \`kind\`: string
  - \`weight\`: number (by default \`1\`)
- \`limit\`: integer from 1 to 9 (by default \`3\`)
- \`wait\`: text such as \`"1h30m"\`, \`time.Duration\`, or number of nanoseconds (optional)
- \`...\`: any value
- gives [\`geo.Place\`](#geoplace); if it fails, \`nil\` and an [error](language.md#error), also for an argument of a wrong type

The same as \`geo.search\`.

### \`geo.check(it)\`

- \`it\`: [\`time.Time\`](time.md#timetime)
- gives boolean; if it fails, \`false\` and an [error](language.md#error)

### \`geo.pair()\`

- gives string or nil; then boolean

### \`geo.all()\`

- gives any number of results, each string

### \`geo.forget(n)\`

- \`n\`: integer of at least 0
- gives nothing

## Constants

| Name | Value |
|---|---|
| \`geo.PIPE\` | \`"a\\|b"\` |
| \`geo.ZONE\` | string, of the host |
| \`geo.HOME\` | [\`geo.Place\`](#geoplace) |

## Classes

### geo.Place

Somewhere.

- \`place == other\` gives boolean
- \`place * other\` gives [\`geo.Place\`](#geoplace)
- \`#place\` gives integer. Its letters.
- \`place[1]\`, \`place[2]\` …: its items
- \`tostring(place)\` gives its text
- cannot be sent

#### \`place:near(other)\`

Whether it is near.

- \`other\`: [\`geo.Place\`](#geoplace)
- gives boolean
`);
});

it('a page of a module that every entry has says so', () => {
  const plain = defineModule({ name: 'plain', summary: 'Plain.', callableAsMethods: true }, { functions: {} });
  expect(referencePage(plain)).toContain('Its functions may be called with a colon, too.');
  expect(referencePage(plain, { ambient: true })).toContain(
    'Every entry has it, as the global `plain` and by `require("plain")`. It asks its host for nothing.',
  );
});

it('shows an example before everything else', () => {
  const page = referencePage(geo, { example: 'print(geo)\n' });
  expect(page).toContain('\n\n## Example\n\n```lua\nprint(geo)\n```\n\n## Functions');
});
