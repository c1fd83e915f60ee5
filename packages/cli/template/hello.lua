-- A workflow. Start it, and thank it before it gives up waiting:
--   durable-lua exec app:hello '"Ada"' --id hello-1
--   durable-lua send hello-1 thanks '"Ada"'

local funcs = require("funcs")
local time = require("time")

local function main(name)
  -- An activity: Temporal keeps its result, so that it is not called again when this goes on elsewhere.
  local greeting, err = funcs.call("app:greet", name)
  if err then
    return nil, err
  end
  print(greeting)

  -- A message, or half a minute without one. It might as well be a month: nothing here has to stay up for it.
  local thanks, too_late = process.listen("thanks"), time.after("30s")
  local first = channel.select({ thanks:case_receive(), too_late:case_receive() })
  return { greeting = greeting, thanked_by = first.channel == thanks and first.value or nil }
end

return { main = main }
