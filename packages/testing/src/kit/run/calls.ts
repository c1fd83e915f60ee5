import type { Data } from '@durable-lua/determinism';
import type { Simulated, Subject } from './subject.js';

/** How a call ended, as Lua saw it: a table of plain data. */
export type CallOutcome = {
  readonly ok: boolean;
  /** Results, or what was raised, in words that are the same for equal values. */
  readonly text: string;
  /** Lua types of the results. */
  readonly types: string;
  /** Lua type of what was raised. */
  readonly raised?: string;
  /** Kind of the error object that was raised or returned second. */
  readonly kind?: string;
  readonly message?: string;
};

const PRELUDE = `
local function plain(s)
  local cut = #s > 120 and s:sub(1, 120) .. "#" .. #s or s
  return (cut:gsub("[^ -~]", function(c) return string.format("\\\\%03d", c:byte()) end))
end
local function words(v, depth)
  local t = math.type(v) or type(v)
  if t == "string" then return '"' .. plain(v) .. '"' end
  if t == "integer" then return string.format("%d", v) end
  if t == "float" then return string.format("%.17g", v) end
  if t == "userdata" then return tostring(getmetatable(v)) .. "<" .. plain(tostring(v)) .. ">" end
  if t ~= "table" then return t == "boolean" and tostring(v) or t end
  if depth == 0 then return "table" end
  local parts = {}
  for k, item in next, v do parts[#parts + 1] = words(k, 0) .. "=" .. words(item, depth - 1) end
  table.sort(parts)
  return "{" .. table.concat(parts, ",") .. "}"
end
local function describe(ok, ...)
  local n, list = select("#", ...), { ... }
  local parts, types = {}, {}
  for i = 1, n do parts[i], types[i] = words(list[i], 3), type(list[i]) end
  local failure
  if not ok then failure = list[1] elseif not list[1] then failure = list[2] end
  local is_error = getmetatable(failure) == "error"
  return {
    ok = ok, text = table.concat(parts, ", "), types = table.concat(types, ","), raised = not ok and type(list[1]) or nil,
    kind = is_error and failure:kind() or nil, message = failure ~= nil and plain(tostring(failure)) or nil,
  }
end
local results = {}
local function try(label, call) coroutine.spawn(function() results[label] = describe(pcall(call)) end) end
`
  .trim()
  .replace(/\s*\n\s*/g, ' ');

/**
 * Makes calls, each in a coroutine of its own, and lets an hour of virtual time pass.
 * @param calls label → Lua expression; `m` is the module, `kit` the kit's.
 * @returns by label; what still waits after that hour is missing.
 */
export async function makeCalls(
  subject: Subject,
  calls: Readonly<Record<string, string>>,
  simulated: Simulated = {},
): Promise<Readonly<Record<string, CallOutcome>>> {
  const lines = Object.entries(calls).map(
    ([label, call]) => `try(${JSON.stringify(label)}, function() return ${call} end)`,
  );
  const results = await run(subject, `${lines.join('\n')}\nkit.rest()\nreturn results`, simulated);
  return (results ?? {}) as Readonly<Record<string, CallOutcome>>;
}

/** One call in the main coroutine. */
export async function makeCall(subject: Subject, call: string, simulated: Simulated = {}): Promise<CallOutcome> {
  const source = `return describe(pcall(function() return ${call} end))`;
  return (await run(subject, source, simulated)) as CallOutcome;
}

const run = (subject: Subject, body: string, simulated: Simulated): Promise<Data> =>
  subject.simulate({ name: 'kit.lua', source: script(subject, body) }, simulated);

/** A chunk with what the kit's Lua code needs, all on its first line. */
export function script(subject: Subject, body: string): string {
  const requires = `local m, kit = require("${subject.name}"), require("conformance_kit")`;
  return `${requires} ${PRELUDE}\n${body}`;
}
