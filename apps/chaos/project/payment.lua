-- Charges, and waits for somebody to say yes. When it is cancelled instead, at whatever moment, it gives the money back.
local function main(id)
  local done, stop = pcall(function()
    assert(funcs.call("chaos:book", { id = id .. ":charge", ms = 20, fails = 1 }))
    process.listen("yes"):receive()
  end)
  if done then return "paid" end
  assert(funcs.call("chaos:book", { id = id .. ":refund", ms = 20, fails = 1 }))
  return nil, stop
end

return { main = main }
