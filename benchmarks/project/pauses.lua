-- Calls an activity that waits a number of times, one after the other.
local funcs = require("funcs")

local function main(input)
  for _ = 1, input.count do
    local _, err = funcs.call("bench:pause", input.ms)
    if err then
      return nil, err
    end
  end
  return input.count
end

return { main = main }
