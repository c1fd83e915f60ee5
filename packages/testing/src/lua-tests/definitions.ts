import { invalid, type ModuleDefinition } from '@durable-lua/determinism';
import { testModule } from './module.js';
import { World } from './world.js';

/** The module `test` for those who describe it: it cannot be used. */
export const describedTestModule: ModuleDefinition = testModule(
  new World(
    () => {
      throw invalid('test: there is no project here');
    },
    () => undefined,
  ),
);

/** What else test files find, for editors: `describe`, `it`, and the checks of `assert`. */
export const TEST_GLOBALS = `---@meta _
-- For *_test.lua files, which "durable-lua test" runs.

---A group of tests.
---@param name string
---@param body fun()
function describe(name, body) end

---A test. Without a function it is skipped.
---@param name string
---@param run? fun()
function it(name, run) end

---A test that is still to be written.
---@param name string
function pending(name) end

---A group that is skipped.
---@param name string
---@param body fun()
function xdescribe(name, body) end

---A test that is skipped.
---@param name string
---@param run? fun()
function xit(name, run) end

---Runs before each test of the group, those of outer groups first.
---@param run fun()
function before_each(run) end

---Runs after each test of the group, also one that failed; those of outer groups last.
---@param run fun()
function after_each(run) end

---@class assertlib
---@overload fun(value: any, message?: any, ...: any): any
---@field equal fun(expected: any, actual: any, message?: string) the same by ==
---@field not_equal fun(expected: any, actual: any, message?: string)
---@field same fun(expected: any, actual: any, message?: string) tables with the same content
---@field not_same fun(expected: any, actual: any, message?: string)
---@field truthy fun(actual: any, message?: string)
---@field falsy fun(actual: any, message?: string)
---@field is_true fun(actual: any, message?: string)
---@field is_false fun(actual: any, message?: string)
---@field is_nil fun(actual: any, message?: string)
---@field is_not_nil fun(actual: any, message?: string)
---@field is_boolean fun(actual: any, message?: string)
---@field is_number fun(actual: any, message?: string)
---@field is_string fun(actual: any, message?: string)
---@field is_table fun(actual: any, message?: string)
---@field is_function fun(actual: any, message?: string)
---@field is_userdata fun(actual: any, message?: string)
---@field matches fun(pattern: string, actual: any, message?: string) a text that matches the pattern
---@field near fun(expected: number, actual: any, tolerance: number, message?: string)
---@field error fun(run: fun(), expected?: any, message?: string): any run raises an error; with expected, that one. Gives it
---@field no_error fun(run: fun(), message?: string)
---@field fails fun(kind: string|nil, value: any, err: any): any what gives nil and an error: assert.fails("TIMEOUT", run:result()). Gives the error
---@field are assertlib as busted spells it: assert.are.equal
---@field are_not assertlib
---@field is assertlib
---@field is_not assertlib
---@field has assertlib
---@field has_no assertlib
assert = {}
`;
