import { expect, it } from 'vitest';
import { programApart, withProgram, type Program } from './program.js';

const CODE = 'const here = 1;\n;\tconst there = 2;';

it('program and code come apart as they were put together', () => {
  const source = 'return ";\\t",\t"a\ttab";\t--[[ \u2028 ]]';
  const program = { client: 'app:temporal', libraries: { lib: { id: 'lib', source, name: 'lib.lua' } } };
  const apart = programApart(withProgram(CODE, program as unknown as Program));
  expect(apart.code).toBe(CODE);
  const read = new Function(`${apart.program} return __DURABLE_LUA_PROGRAM__;`) as () => string;
  expect(JSON.parse(read())).toEqual(program);
});

it('code without a program has none', () => {
  expect(programApart(CODE)).toEqual({ program: '', code: CODE });
});
