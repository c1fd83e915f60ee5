-- What only a demo has: the news of every order, and the means to do harm.

-- GET /api/news: what has changed, as it happens.
local function news()
  local res, seen = http.response(), 0
  while true do
    local latest = stage.news(seen)
    seen = latest.version
    if res:write_event({ name = "news", data = latest }) then return end
  end
end

-- POST /api/worker/kill: with SIGKILL, as the system does that has no memory left.
local function kill()
  stage.kill_worker()
  http.response():set_status(204)
end

-- POST /api/services/{name} {works = false}
local function break_service()
  local req = http.request()
  local body, err = req:body_json()
  if err then return nil, err end
  local _, unknown = stage.set_service(req:param("name"), body.works == true)
  if unknown then return nil, unknown end
  http.response():set_status(204)
end

-- GET /api/orders/{id}/inspect
local function inspect()
  local page, err = stage.inspect(http.request():param("id"))
  if err then return nil, err end
  return http.response():html(page)
end

return { news = news, kill = kill, break_service = break_service, inspect = inspect }
