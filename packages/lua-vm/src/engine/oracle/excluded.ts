/** Tests of fengari's own suite that cannot hold for the patched engine: file, name, reason. */

const TABLE_INTERNALS = 'reads the Map `strong` of a table, which now has an array part and a chain of nodes';

export const EXCLUDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'lbaselib.test.js': { select: TABLE_INTERNALS },
  'lexparse.test.js': {
    'Long SETLIST': TABLE_INTERNALS,
    SETLIST: TABLE_INTERNALS,
    'SETTABLE, GETTABLE': TABLE_INTERNALS,
    'SETTABUP, GETTABUP': TABLE_INTERNALS,
    'Variable SETLIST': TABLE_INTERNALS,
  },
  'load.test.js': {
    'loadfile (binary)': 'loads bytecode compiled with 32-bit integers, which the header check refuses',
  },
  'lstrlib.test.js': {
    'string.pack/unpack/packsize': 'expects packsize("c5jc3") to be 12, for a lua_Integer of 32 bits; it is 16',
  },
  'ltablib.test.js': {
    'table.insert': TABLE_INTERNALS,
    'table.move': TABLE_INTERNALS,
    'table.pack': TABLE_INTERNALS,
    'table.remove': TABLE_INTERNALS,
    'table.sort (<)': TABLE_INTERNALS,
    'table.sort with cmp function': TABLE_INTERNALS,
  },
  'lvm.test.js': {
    'Long SETLIST': TABLE_INTERNALS,
    SETLIST: TABLE_INTERNALS,
    'SETTABLE, GETTABLE': TABLE_INTERNALS,
    'SETTABUP, GETTABUP': TABLE_INTERNALS,
    'Variable SETLIST': TABLE_INTERNALS,
  },
  'test-suite/math.test.js': {
    '[test-suite] math: testing order (floats can represent all integers)':
      'holds only where a double holds every integer; with 64 bits it does not',
  },
};
