import type { State } from './state.js';

/** What the playground opens with: an order that somebody must approve within a day. */
export const FIRST: State = {
  files: {
    'order.lua': `local funcs, time = require("funcs"), require("time")

local function main(order)
  -- An activity: a function that may fail, and is retried then.
  local receipt, err = funcs.call("shop:charge", order)
  if err then
    return nil, err
  end
  print("charged:", receipt)

  -- A message, or a day without one.
  local approved, too_late = process.listen("approve"), time.after("24h")
  local first = channel.select({ approved:case_receive(), too_late:case_receive() })
  if first.channel == too_late then
    return nil, errors.new({ kind = "EXPIRED", message = "nobody approved in time", retryable = false })
  end
  return { receipt = receipt, approved_by = first.value.by }
end

return { main = main }
`,
    'charge.lua': `local function main(order)
  return "receipt for " .. order.cents .. " cents"
end

return { main = main }
`,
    '_index.yaml': `version: "1.0"
namespace: shop
entries:
  - { name: temporal, kind: temporal.client, address: "localhost:7233" }
  - { name: worker, kind: temporal.worker, client: temporal, task_queue: orders }
  - name: order
    kind: workflow.lua
    source: file://order.lua
    modules: [funcs, time]
    meta: { temporal: { workflow: { worker: worker } } }
  - name: charge
    kind: function.lua
    source: file://charge.lua
    meta: { temporal: { activity: { worker: worker } } }
`,
  },
  args: [{ cents: 1250 }],
  failures: {},
  actions: [],
};
