-- A saga: work in steps, each of which says how it is undone. Shared by orders and shipments.

local errors = require("errors")
local funcs = require("funcs")

local Steps = {}
Steps.__index = Steps

-- After these nobody knows whether the step was done. Any other error is a clear no: there is nothing to undo.
local UNCLEAR = {
  [errors.CANCELED] = true,
  [errors.INTERNAL] = true,
  [errors.TIMEOUT] = true,
  [errors.UNAVAILABLE] = true,
  [errors.UNKNOWN] = true,
}

-- Calls a function; `options.undo` undoes it, with the same input. It is noted before the answer is there, so it must do
-- no harm for a step that never happened.
function Steps:call(id, input, options)
  local step = { undo = options.undo, input = input }
  table.insert(self, step)
  local value, err = funcs.call(id, input)
  if err and not UNCLEAR[err:kind()] then
    step.refused = true
  end
  return value, err
end

-- A cancellation interrupts what waits, once. What is being undone goes on all the same.
local function call_through(id, input)
  local value, err = funcs.call(id, input)
  if err and err:kind() == errors.CANCELED then
    return funcs.call(id, input)
  end
  return value, err
end

-- Undoes the steps, the last one first, and tells what it called. One that fails does not stop the others.
function Steps:undo()
  local undone = {}
  for i = #self, 1, -1 do
    local step = self[i]
    if not step.refused then
      local _, err = call_through(step.undo, step.input)
      if err then
        print(("%s failed, somebody must look: %s"):format(step.undo, tostring(err)))
      end
      table.insert(undone, err and step.undo .. " failed" or step.undo)
    end
  end
  return undone
end

local saga = {}

-- Runs `work(steps, ...)` and gives its result. If it raises anything - an error, a cancellation, a mistake in the code -
-- its steps are undone, and the error says so.
function saga.run(work, ...)
  local steps = setmetatable({}, Steps)
  local done, result = pcall(work, steps, ...)
  if done then
    return result
  end

  local err = type(result) == "string" and errors.new(errors.INTERNAL, result) or result
  print("giving up: " .. tostring(err))
  local details = err:details() or {}
  details.undone = steps:undo()
  return nil, errors.new({ kind = err:kind(), message = tostring(err), retryable = false, details = details })
end

return saga
