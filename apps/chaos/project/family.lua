-- Returns, or fails, after a while.
local function child(job)
  time.sleep(job.ms)
  assert(funcs.call("chaos:double", job))
  if job.breaks then return nil, errors.new({ kind = "CONFLICT", message = "told to fail" }) end
  return job.n
end

-- Starts children, each watched in its own way, and says how each one ended, by each event that tells of it.
local function parent(jobs)
  process.set_options({ trap_links = true })
  local number, expected = {}, 0
  for n, job in ipairs(jobs) do
    local spawner = process.with_options({ ["temporal.workflow.task_queue"] = job.queue })
    number[assert(spawner[job.way](spawner, "chaos:child", "chaos:shaky", job))] = n
    expected = expected + (job.way == "spawn_linked_monitored" and job.breaks and 2 or 1)
  end
  local events, ends = process.events(), {}
  for n = 1, #jobs do ends[n] = {} end
  for _ = 1, expected do
    local event = events:receive()
    local err = event.result and event.result.error
    table.insert(ends[number[event.from]], { event.kind, err and err:kind() or event.result.value })
  end
  local more = channel.select({ events:case_receive(), default = true })
  return { ends = ends, more = not more.default }
end

return { parent = parent, child = child }
