import { expect, it } from 'vitest';
import { findRequires } from './requires.js';

const names = (source: string): string[] => findRequires(source).map(({ name }) => name);

it.each([
  ['a call', 'local t = require("time")', ['time']],
  ['single quotes and spaces', "require ( 'time' )", ['time']],
  ['no parentheses', 'require "time"; require\'json\'', ['time', 'json']],
  ['long brackets', 'require[[time]] require([==[js]on]==])', ['time', 'js]on']],
  ['several on a line', 'f(require("a"), require("b"))', ['a', 'b']],
  ['a member of what is required', 'require("time").sleep("1s")', ['time']],
  ['a concatenation around it', '"x" .. require("a") .. "y"', ['a']],
  ['after a number', 'local n = 1 require("a")', ['a']],
  ['comments between', 'require --[=[ ]] ]=] ( -- "no"\n "a" --[[x]] )', ['a']],
  ['after two dots', 'x = "a"..require "b"', ['b']],
  ['an index right after a bracket', 'local s = t[ [[k]] ] require("a")', ['a']],
  ['escapes', String.raw`require("\116\x69me") require('it\'s')`, ['time', "it's"]],
  ['after a shell line', '#!/usr/bin/lua require("no")\nrequire("time")', ['time']],
])('finds %s', (_what, source, expected) => {
  expect(names(source)).toEqual(expected);
});

it.each([
  ['comments', '-- require("a")\n--[[ require("b")\n]] --[==[ ]] require("c") ]==]'],
  ['strings', `local s = "require('a')" .. 'require "b"' .. [[require("c")]] .. "\\"require('d')"`],
  ['strings over several lines', 'local s = "a \\\n require(\'b\')"'],
  ['computed names', 'require(name) require("a" .. name) require("a", b) require(("a"))'],
  ['functions of others', 'loader.require("a") loader:require("b") loader . require("c")'],
  ['the definition of a function', 'local function require("a") end'],
  ['labels and methods', 'goto require ::require:: x:require "a"'],
  ['longer names', 'requires("a") my_require("b") require_("c")'],
  ['the rest of an unfinished comment or string', '--[[ require("a")'],
  ['the rest of an unfinished long string', 'x = [==[ require("a") ]]'],
])('skips %s', (_what, source) => {
  expect(names(source)).toEqual([]);
});

it('tells line and column of each call', () => {
  const source = 'local s = [[\n\n]]\n--[[\n]] local t = require("time")\n\tlocal j = require("json")';
  expect(findRequires(source)).toEqual([
    { name: 'time', line: 5, column: 14 },
    { name: 'json', line: 6, column: 12 },
  ]);
});

it('takes long strings and unfinished ones without trouble', () => {
  const long = 'a'.repeat(5_000_000);
  expect(names(`local s = "${long}" require("a")`)).toEqual(['a']);
  expect(names(`local s = "${long}\n require("a")`)).toEqual(['a']);
  expect(names(`require ${' --[[ ]] '.repeat(10_000)}${' '.repeat(100_000)} x`)).toEqual([]);
});
