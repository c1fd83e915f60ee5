import { expect, it } from 'vitest';
import { isLuaName } from './host.js';

it('a name is letters, digits and underscores, begins with no digit, and is no keyword', () => {
  expect(['a', '_', 'Now2', 'per cent', '2nd', '', 'né', 'end', 'goto', 'ending'].map(isLuaName)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
    false,
    false,
    true,
  ]);
});
