-- Coroutines that sleep in many steps, and a race of a call with a timer that comes much later.
local function main(input)
  local done = channel.new()
  for n, naps in ipairs(input.sleepers) do
    coroutine.spawn(function()
      for _, ms in ipairs(naps) do time.sleep(ms) end
      done:send(n)
    end)
  end
  local seen = 0
  for _ = 1, #input.sleepers do seen = seen + done:receive() end

  local call = assert(funcs.async("chaos:steadily", input.job))
  local late = time.after("10m")
  local first = channel.select({ call:channel():case_receive(), late:case_receive() })
  return { seen = seen, late = first.channel == late }
end

return { main = main }
