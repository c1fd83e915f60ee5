-- Waits for a number of messages and adds them up.
local function main(input)
  local ticks = process.listen("tick")
  local sum = 0
  for _ = 1, input.count do
    sum = sum + ticks:receive()
  end
  return sum
end

return { main = main }
