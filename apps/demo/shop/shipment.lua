-- A parcel on its way: a workflow of its own, started by the order.

local funcs = require("funcs")
local time = require("time")

local saga = require("saga")

local function send(steps, parcel)
  local booking = assert(steps:call("shop:book_courier", parcel, { undo = "shop:cancel_courier" }))

  -- The courier comes in a while. A durable timer: the shop may be restarted meanwhile.
  print("waiting for the courier")
  time.sleep("1s")

  return assert(funcs.call("shop:hand_over", { booking = booking, to = parcel.to }))
end

local function main(parcel)
  return saga.run(send, parcel)
end

return { main = main }
