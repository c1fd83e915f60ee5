-- Calls an activity that computes a number of times, one after the other.
local funcs = require("funcs")

local function main(input)
  local sum = 0
  for _ = 1, input.count do
    local rounds, err = funcs.call("bench:compute", input.rounds)
    if err then
      return nil, err
    end
    sum = sum + rounds
  end
  return sum
end

return { main = main }
