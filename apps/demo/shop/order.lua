-- An order: reserve the goods, charge the card, wait for somebody to approve, ship.
-- Whatever stops it on the way, the steps already taken are undone, the last one first.

local channel = require("channel")
local errors = require("errors")
local funcs = require("funcs")
local process = require("process")
local time = require("time")
local uuid = require("uuid")
local workflow = require("workflow")

local check = require("check")
local money = require("money")
local saga = require("saga")

-- Reserves all lines at the same time, each in its own coroutine; the answers meet in one channel. Gives the total.
local function reserve(steps, lines)
  local answers = channel.new()
  for _, line in ipairs(lines) do
    coroutine.spawn(function()
      local reservation = { id = uuid.v4(), sku = line.sku, quantity = line.quantity }
      local cents, err = steps:call("shop:reserve", reservation, { undo = "shop:release" })
      answers:send({ cents = cents, err = err })
    end)
  end

  local total, failure = 0, nil
  for _ = 1, #lines do
    local answer = answers:receive()
    if answer.err then
      failure = failure or answer.err
    else
      total = total + answer.cents
    end
  end
  if failure then
    return nil, failure
  end
  return total
end

-- Charges the card. The ID is made here, so it is the same on every attempt: no card is charged twice.
local function charge(steps, card, cents)
  local payment = {
    id = uuid.v4(),
    card = card,
    cents = cents,
    requested_at = time.now():format(time.RFC3339NANO),
  }
  return steps:call("shop:charge", payment, { undo = "shop:refund" })
end

-- Asks for approval and waits: the message may come in a second or in a week, from anywhere. Gives who approved.
local function approval(id, cents, within)
  local approved = process.listen("approve")
  local too_late = time.after(within)
  assert(funcs.call("shop:ask_approval", { order = id, total = money.text(cents) }))

  local first = channel.select({ approved:case_receive(), too_late:case_receive() })
  if first.channel == too_late then
    return nil, errors.new({ kind = "NOT_APPROVED", message = "nobody approved in time", retryable = false })
  end
  return type(first.value) == "table" and first.value.by or "somebody"
end

-- Ships in a workflow of its own, with a life of its own in Temporal, and waits for it. Gives the tracking number.
local function ship(id, address)
  return process
    .with_options({ ["temporal.workflow.summary"] = "parcel of " .. id })
    :with_name("shipment-" .. id)
    :exec("shop:shipment", "shop:worker", { order = id, to = address })
end

-- assert() raises what failed, and the saga that runs this undoes the steps.
local function fulfil(steps, order)
  assert(check(order))
  local id = workflow.info().workflow_id
  print(("a new order, %d articles for %s"):format(#order.lines, order.ship_to))

  local cents = assert(reserve(steps, order.lines))
  local receipt = assert(charge(steps, order.card, cents))
  local approved_by = assert(approval(id, cents, order.approve_within or "24h"))
  print("approved by " .. approved_by)
  local tracking = assert(ship(id, order.ship_to))

  print("done")
  return {
    status = "shipped",
    total = money.text(cents),
    receipt = receipt,
    approved_by = approved_by,
    tracking = tracking,
  }
end

local function main(order)
  return saga.run(fulfil, order)
end

return { main = main }
