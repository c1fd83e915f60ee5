-- The payment provider, with cards to try it out, as real ones have them: its answer depends on the card alone.

local errors = require("errors")
local time = require("time")

local money = require("money")

local cards = {}

cards["test-ok"] = function() end

cards["test-declined"] = function()
  return errors.new({ kind = "CARD_DECLINED", message = "the bank declined the card", retryable = false })
end

-- Its bank needs two seconds to wake up. UNAVAILABLE is worth another attempt, and Temporal makes it.
cards["test-slow-bank"] = function(payment)
  local requested = time.parse(time.RFC3339NANO, payment.requested_at)
  if time.now():sub(requested):seconds() < 2 then
    return errors.new(errors.UNAVAILABLE, "the bank does not answer")
  end
end

-- Takes the money, once for each payment ID; gives the number of the receipt.
local function charge(payment)
  local bank = cards[payment.card]
  if not bank then
    return nil, errors.new(errors.INVALID, "there is no card " .. payment.card)
  end
  local refusal = bank(payment)
  if refusal then
    return nil, refusal
  end
  print(money.text(payment.cents) .. " charged")
  return "receipt-" .. payment.id:sub(1, 8)
end

local function refund(payment)
  print(money.text(payment.cents) .. " refunded")
end

return { charge = charge, refund = refund }
