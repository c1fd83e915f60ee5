-- Calls one after another.
local function chain(jobs)
  local sum = 0
  for _, job in ipairs(jobs) do sum = sum + assert(funcs.call(job.on, job)) end
  return sum
end

-- Calls all at once.
local function fan(jobs)
  local calls, doubles = {}, {}
  for n, job in ipairs(jobs) do calls[n] = assert(funcs.async(job.on, job)) end
  for n, call in ipairs(calls) do doubles[n] = call:channel():receive():data() end
  return doubles
end

-- Calls inside of the workflow's own worker, with a timer after each so that the next is a task of its own.
local function near(jobs)
  local executor = funcs.new():with_options({ ["activity.local"] = true })
  local sum = 0
  for _, job in ipairs(jobs) do
    sum = sum + assert(executor:call("chaos:double", job))
    time.sleep("10ms")
  end
  return sum
end

return { chain = chain, fan = fan, near = near }
