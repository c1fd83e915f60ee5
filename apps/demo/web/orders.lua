-- The API of the shop: what it answers is what Temporal has taken, so nothing that was promised is lost.

local MOST = 200

-- Starts the order once: a second request with the same ID finds the first.
local function start(id, order)
  return process
    .with_context({ branch = "harbour" })
    :with_options({ ["temporal.workflow.id"] = id, ["temporal.workflow.id_reuse_policy"] = "reject_duplicate" })
    :spawn("web:order", "web:shop", order)
end

-- POST /api/orders {order, count?}
local function place()
  local body, err = http.request():body_json()
  if err then return nil, err end
  local count = body.count or 1
  if math.type(count) ~= "integer" or count < 1 or count > MOST then
    return nil, errors.new(errors.INVALID, "count must be a whole number from 1 to " .. MOST)
  end

  local ids, starting = {}, coroutine.group(20)
  for n = 1, count do
    ids[n] = "order-" .. uuid.v4():sub(1, 6)
    starting:spawn(function() return assert(start(ids[n], body.order)) end)
  end
  local _, failed = starting:wait()
  if failed then return nil, failed end
  return http.response():status(202):json({ ids = ids })
end

-- GET /api/orders
local function list()
  return { orders = stage.news(0).orders }
end

-- POST /api/orders/{id}/approve {by?}
local function approve()
  local req = http.request()
  local body = req:has_body() and req:body_json() or {}
  local _, err = process.send(req:param("id"), "approve", { by = body.by or "the page" })
  if err then return nil, err end
  http.response():set_status(204)
end

-- POST /api/orders/{id}/cancel
local function cancel()
  local _, err = process.cancel(http.request():param("id"))
  if err then return nil, err end
  http.response():set_status(204)
end

return { place = place, list = list, approve = approve, cancel = cancel }
