-- Adds what updates bring; each calls a function in between. Ends when it is told, with the number of updates and their sum.
local function main()
  local count, sum = 0, 0
  assert(workflow.query("count", function() return count end))
  assert(workflow.update("add", {
    validate = function(job)
      if job.n < 0 then return nil, errors.new({ kind = "INVALID", message = "below zero" }) end
    end,
    handle = function(job)
      local doubled = assert(funcs.call("chaos:double", job))
      count, sum = count + 1, sum + doubled
      return doubled
    end,
  }))
  local wanted = process.inbox():receive():payload():data()
  return { count = count, sum = sum, wanted = wanted }
end

return { main = main }
