/** Name of its chunk, for tracebacks. */
export const PRELUDE_NAME = 'durable-lua/test';

/** Kind of the error by which a check fails. */
export const CHECK_FAILED = 'CHECK_FAILED';

/** What test files find besides the module `test`: `describe`, `it` …, and an `assert` that knows more than Lua's. */
export const PRELUDE = `
local tests, suites = {}, {}
local suite = { befores = {}, afters = {} }

-- The line of the test file that is being run.
local function where()
  for chunk, line in debug.traceback():gmatch("\\n%s*([^\\n]-):(%d+):") do
    if chunk ~= "${PRELUDE_NAME}" then return tonumber(line) end
  end
  return 1
end

local function entry(name, run, skipped)
  local path = {}
  for _, outer in ipairs(suites) do path[#path + 1] = outer.name end
  path[#path + 1] = tostring(name)
  local around = { suite }
  while around[1].outer do table.insert(around, 1, around[1].outer) end
  tests[#tests + 1] = { path = path, run = run, skipped = skipped or suite.skipped or false, line = where(), around = around }
end

function it(name, run) entry(name, run, type(run) ~= "function") end
function pending(name) entry(name, nil, true) end

local function group(name, body, skipped)
  local outer = suite
  suite = { befores = {}, afters = {}, name = tostring(name), outer = outer, skipped = outer.skipped or skipped }
  suites[#suites + 1] = suite
  body()
  suites[#suites] = nil
  suite = outer
end

function describe(name, body) group(name, body, false) end
function before_each(run) table.insert(suite.befores, run) end
function after_each(run) table.insert(suite.afters, run) end
test_skip = { it = pending, describe = function(name, body) group(name, body, true) end }
xit, xdescribe = test_skip.it, test_skip.describe
test_skip = nil

-- Values as text, the same for the same content: what two tables differ in shows line by line.
local function show(value, indent, seen)
  local kind = type(value)
  if kind == "string" then return string.format("%q", value):gsub("\\\\\\n", "\\\\n") .. "" end
  if kind == "userdata" then return "<" .. tostring(getmetatable(value)) .. " " .. tostring(value) .. ">" end
  if kind == "function" or kind == "thread" then return "<" .. kind .. ">" end
  if kind ~= "table" then return tostring(value) end
  if seen[value] then return "<the table above>" end
  seen[value] = true
  local inner, keys, lines = indent .. "  ", {}, {}
  for i = 1, #value do lines[i] = inner .. show(value[i], inner, seen) .. "," end
  for key in pairs(value) do
    if not (math.type(key) == "integer" and key >= 1 and key <= #value) then keys[#keys + 1] = key end
  end
  table.sort(keys, function(a, b)
    if type(a) == type(b) and (type(a) == "string" or type(a) == "number") then return a < b end
    return type(a) .. tostring(a) < type(b) .. tostring(b)
  end)
  for _, key in ipairs(keys) do
    local name = type(key) == "string" and key:match("^[%a_][%w_]*$") and key or "[" .. show(key, inner, seen) .. "]"
    lines[#lines + 1] = inner .. name .. " = " .. show(value[key], inner, seen) .. ","
  end
  seen[value] = nil
  if #lines == 0 then return "{}" end
  return "{\\n" .. table.concat(lines, "\\n") .. "\\n" .. indent .. "}"
end

local function shown(value) return show(value, "", {}) end

local function same(a, b, seen)
  if a == b then return true end
  if type(a) ~= type(b) then return false end
  if type(a) == "userdata" then return getmetatable(a) == getmetatable(b) and shown(a) == shown(b) end
  if type(a) ~= "table" then return a ~= a and b ~= b end
  if seen[a] == b then return true end
  seen[a] = b
  for key, value in pairs(a) do if not same(value, b[key], seen) then return false end end
  for key in pairs(b) do if a[key] == nil then return false end end
  return true
end

-- An error object, so that it comes through a fake as it is.
local function fail(said, what, expected, actual)
  local message = what
  if said ~= nil then message = tostring(said) .. ": " .. what end
  error(errors.new({
    kind = "${CHECK_FAILED}",
    message = message,
    retryable = false,
    -- What stands behind the value is its error, where a call gave nil: assert.same(expected, run:result())
    details = { expected = expected, actual = actual, stack = type(said) == "userdata" and said:stack() or nil },
  }), 0)
end

local function is_failure(err) return type(err) == "userdata" and errors.is(err, "${CHECK_FAILED}") end

local lua_assert = assert
local checks = {}

function checks.equal(expected, actual, said)
  if expected ~= actual then fail(said, "values are not equal", shown(expected), shown(actual)) end
end
function checks.not_equal(expected, actual, said)
  if expected == actual then fail(said, "values are equal: " .. shown(actual)) end
end
function checks.same(expected, actual, said)
  if not same(expected, actual, {}) then fail(said, "values are not the same", shown(expected), shown(actual)) end
end
function checks.not_same(expected, actual, said)
  if same(expected, actual, {}) then fail(said, "values are the same: " .. shown(actual)) end
end
function checks.truthy(actual, said)
  if not actual then fail(said, "a value that counts as true expected, got " .. shown(actual)) end
end
function checks.falsy(actual, said)
  if actual then fail(said, "false or nil expected, got " .. shown(actual)) end
end
function checks.matches(pattern, actual, said)
  if type(actual) ~= "string" or not actual:find(pattern) then
    fail(said, "a text expected that matches " .. shown(pattern) .. ", got " .. shown(actual))
  end
end
function checks.near(expected, actual, tolerance, said)
  if type(actual) ~= "number" or math.abs(expected - actual) > tolerance then
    fail(said, "a number within " .. tostring(tolerance) .. " of " .. tostring(expected) .. " expected, got " .. shown(actual))
  end
end
function checks.error(run, expected, said)
  local ok, err = pcall(run)
  if ok then fail(said, "an error expected, and there was none") end
  if is_failure(err) then error(err, 0) end
  if expected == nil then return err end
  local message = type(err) == "userdata" and err:message() or err
  if type(expected) == "string" and type(message) == "string" then
    local bare = message:gsub("^[^\\n:]+:%d+: ", "")
    if message ~= expected and bare ~= expected then fail(said, "another error expected", shown(expected), shown(message)) end
  elseif not same(expected, err, {}) then
    fail(said, "another error expected", shown(expected), shown(err))
  end
  return err
end
-- For what gives nil and an error: assert.fails("TIMEOUT", run:result())
function checks.fails(kind, value, err)
  if err == nil then fail(nil, "a failure expected, got " .. shown(value)) end
  local actual = type(err) == "userdata" and err:kind() or err
  if kind ~= nil and not (type(err) == "userdata" and errors.is(err, kind)) then
    fail(nil, "a failure of another kind expected: " .. tostring(err), shown(kind), shown(actual))
  end
  return err
end
for _, name in ipairs({ "nil", "boolean", "number", "string", "table", "function", "thread", "userdata" }) do
  checks["is_" .. name] = function(actual, said)
    if type(actual) ~= name then fail(said, name .. " expected, got " .. shown(actual)) end
  end
end
function checks.is_not_nil(actual, said)
  if actual == nil then fail(said, "a value expected, got nil") end
end
function checks.is_true(actual, said)
  if actual ~= true then fail(said, "true expected, got " .. shown(actual)) end
end
function checks.is_false(actual, said)
  if actual ~= false then fail(said, "false expected, got " .. shown(actual)) end
end

-- As busted spells them.
local aliases = {
  equals = "equal", has_error = "error", has_no_error = "no_error", is_truthy = "truthy", is_falsy = "falsy",
  is_same = "same", is_equal = "equal", match = "matches", not_nil = "is_not_nil",
}
function checks.no_error(run, said)
  local ok, err = pcall(run)
  if ok then return end
  if is_failure(err) then error(err, 0) end
  fail(said, "no error expected, got: " .. tostring(err))
end
for alias, name in pairs(aliases) do checks[alias] = checks[name] end
local negated = { equal = checks.not_equal, equals = checks.not_equal, same = checks.not_same, has_error = checks.no_error,
  error = checks.no_error, truthy = checks.falsy, falsy = checks.truthy }
negated["nil"] = checks.is_not_nil
local positive = setmetatable({}, { __index = function(_, name) return checks[name] or checks["is_" .. name] end })
checks.are, checks.is, checks.has = positive, positive, positive
checks.are_not, checks.is_not, checks.has_no = negated, negated, negated

assert = setmetatable({}, {
  __call = function(_, ...) return lua_assert(...) end,
  __index = function(_, name)
    if checks[name] then return checks[name] end
    local names = {}
    for known in pairs(checks) do
      if type(checks[known]) == "function" and not aliases[known] then names[#names + 1] = known end
    end
    table.sort(names)
    error("assert has no '" .. tostring(name) .. "'; there are " .. table.concat(names, ", "), 2)
  end,
})

local function caught(err)
  local trace = debug.traceback("", 2)
  if is_failure(err) then
    local details = err:details() or {}
    return { message = err:message(), expected = details.expected, actual = details.actual, trace = trace, inner = details.stack }
  end
  if type(err) == "userdata" then
    return { message = tostring(err), kind = err:kind(), trace = trace, inner = err:stack() }
  end
  return { message = type(err) == "string" and err or shown(err), trace = trace }
end

local function guarded(run)
  local ok, failure = xpcall(run, caught)
  return not ok and failure or nil
end

local runner = {}

function runner.list()
  local list = {}
  for i, test in ipairs(tests) do list[i] = { path = test.path, line = test.line, skipped = test.skipped } end
  return list
end

function runner.run(index)
  local test = tests[index]
  local failure
  for _, outer in ipairs(test.around) do
    for _, before in ipairs(outer.befores) do failure = failure or guarded(before) end
  end
  failure = failure or guarded(test.run)
  for i = #test.around, 1, -1 do
    for _, after in ipairs(test.around[i].afters) do
      local own = guarded(after)
      failure = failure or own
    end
  end
  return failure or false
end

return runner
`;
