/**
 * Lua code that both sides run. Each case becomes one line (expressions) or one section (programs) of text, in which
 * every difference of type or bytes is visible. Not-a-number prints as `nan`: its sign is the processor's business.
 */
const PRELUDE = String.raw`
local write, format, mathtype, pcall, load, tostring, select = ..., string.format, math.type, pcall, load, tostring, select
local huge = math.huge
function id(...) return ... end
function hex(s) return (s:gsub(".", function(c) return format("%02x", c:byte()) end)) end
function all(iterate, state, first)
  local t, n = {}, 0
  for a, b, c in iterate, state, first do
    n = n + 1
    t[n] = show(a) .. (b ~= nil and "," .. show(b) or "") .. (c ~= nil and "," .. show(c) or "")
    if n > 50 then break end
  end
  return table.concat(t, ";")
end
function show(v)
  local kind = type(v)
  if kind == "string" then
    return '"' .. v:gsub("[%c\"\\\127-\255]", function(c) return format("\\%03d", c:byte()) end) .. '"'
  elseif v ~= v then
    return "nan"
  elseif kind == "number" then
    return mathtype(v) == "float" and v ~= huge and v ~= -huge and format("%.14g|%a", v, v) or tostring(v)
  elseif kind == "table" or kind == "function" or kind == "thread" then
    return kind
  end
  return tostring(v)
end
local function line(...)
  local t = table.pack(...)
  local n = t.n > 100 and 100 or t.n
  for i = 1, n do t[i] = show(t[i]) end
  return table.concat(t, " ", 1, n) .. (n < t.n and " and more: " .. t.n or "")
end
local function result(ok, ...)
  if ok then return line(...) end
  local message = tostring((...))
  return "! " .. message:gsub("[%c\127-\255]", function(c) return format("\\%03d", c:byte()) end):gsub("0x%x+", "0x")
end
`;

const EXPRESSIONS = String.raw`
for _, source in ipairs(cases) do
  local f, message = load("return " .. source, "=e")
  write(f and result(pcall(f)) or result(false, message))
  write("\n")
end
`;

const PROGRAMS = String.raw`
for _, case in ipairs(cases) do
  local name, source = case[1], case[2]
  write("### " .. name .. "\n")
  local env = setmetatable({}, { __index = _G })
  env._G = env
  function env.print(...)
    local t = {}
    for i = 1, select("#", ...) do
      local v = select(i, ...)
      local kind = type(v)
      t[i] = v ~= v and "nan" or tostring(v)
      if kind == "table" or kind == "function" or kind == "thread" then t[i] = t[i]:gsub("0x%x+", "0x") end
    end
    write(table.concat(t, "\t") .. "\n")
  end
  function env.show(...) write(line(...) .. "\n") end
  local f, message = load(source, "=" .. name, "t", env)
  local r = f and result(pcall(f)) or result(false, message)
  if r ~= "" then write("=> " .. r .. "\n") end
end
`;

/** A Lua string literal for any text that does not hold `]=====]`. */
const quote = (text: string): string => `[=====[\n${text}]=====]`;

export interface Program {
  readonly name: string;
  readonly source: string;
}

/** A chunk that writes one line per expression. Its one argument is the function that takes the output. */
export function expressionsChunk(expressions: readonly string[]): string {
  return `${PRELUDE}\nlocal cases = {\n${expressions.map(quote).join(',\n')}\n}\n${EXPRESSIONS}`;
}

/** A chunk that writes one section per program. */
export function programsChunk(programs: readonly Program[]): string {
  const cases = programs.map(({ name, source }) => `{ ${quote(name)}, ${quote(source)} }`);
  return `${PRELUDE}\nlocal cases = {\n${cases.join(',\n')}\n}\n${PROGRAMS}`;
}
