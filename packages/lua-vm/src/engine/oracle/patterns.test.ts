import { expect, it } from 'vitest';
import { freshCount, freshSeed, hasReference, readUtf8 } from './node.js';
import { runOurs, runReference } from './sides.js';

const seed = freshSeed() % 2 ** 31;

it.runIf(hasReference())(`fresh patterns match as in lua5.3 (run again with DURABLE_LUA_SEED=${seed})`, () => {
  const chunk = `local write = ... local SEED, COUNT = ${seed}, ${freshCount() ?? 2000}\n${readUtf8('patterns.lua')}`;
  const ours = runOurs(chunk).split('\n');
  const differing = runReference(chunk)
    .split('\n')
    .map((reference, i) => ({ reference, ours: ours[i] }))
    .filter((line) => line.reference !== line.ours);
  expect(differing.slice(0, 5)).toEqual([]);
});
