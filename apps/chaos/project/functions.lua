-- Slow, and failing as often as the job says.
local function work(job)
  time.sleep(job.ms)
  if activity.info().attempt <= job.fails then
    return nil, errors.new({ kind = "UNAVAILABLE", message = "not now", retryable = true })
  end
  return true
end

local function double(job)
  local done, err = work(job)
  if err then return nil, err end
  return 2 * job.n
end

-- Enters something outside of Temporal: as often as it is tried, for whoever reads it to tell apart by its ID.
local function book(job)
  books.add(job.id)
  return work(job)
end

return { double = double, book = book }
