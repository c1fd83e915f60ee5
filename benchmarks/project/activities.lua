-- Calls an activity a number of times, one after the other.
local funcs = require("funcs")

local function main(input)
  local executor = funcs.new()
  if input.queue then
    executor = executor:with_options({ ["activity.task_queue"] = input.queue })
  end
  local sum = 0
  for i = 1, input.count do
    local doubled, err = executor:call("bench:double", i)
    if err then
      return nil, err
    end
    sum = sum + doubled
  end
  return sum
end

return { main = main }
