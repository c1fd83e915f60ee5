-- The courier service. It takes any booking, and reads the address when it has the parcel in its hands.

local errors = require("errors")

local function book(parcel)
  print("a courier is booked")
  return "booking-" .. parcel.order
end

local function cancel()
  print("the courier is cancelled")
end

-- Gives the tracking number.
local function hand_over(delivery)
  if delivery.to == "Atlantis" then
    return nil, errors.new({ kind = "UNDELIVERABLE", message = "no road leads to Atlantis", retryable = false })
  end
  print("the parcel is on its way to " .. delivery.to)
  return "track-" .. delivery.booking
end

return { book = book, cancel = cancel, hand_over = hand_over }
