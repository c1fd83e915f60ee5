local sources = require("sources")

-- Every second deployment does each step by a function instead of by itself. A run keeps to what it began a step with.
local function main(input)
  local versions, sum = {}, 0
  for n = 1, input.steps do
    local version = workflow.version("step-" .. n, 0, sources.deployment)
    if version % 2 == 0 then
      time.sleep(input.ms)
      sum = sum + 2 * n
    else
      sum = sum + assert(funcs.call("chaos:double", { n = n, ms = 5, fails = 0 }))
    end
    -- The same answer later in the run, whatever the sources are by now.
    time.sleep(input.ms)
    if workflow.version("step-" .. n, 0, sources.deployment) ~= version then error("step " .. n .. " changed its version") end
    versions[n] = version
  end
  return { versions = versions, sum = sum }
end

return { main = main }
