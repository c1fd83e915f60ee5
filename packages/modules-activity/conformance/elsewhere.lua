-- Runs outside a workflow, and here outside an activity: a function that both may call needs no special case.
local activity = require("activity")

assert(activity.info() == nil)
assert(activity.is_canceled() == false)
assert(select("#", activity.details()) == 0)

-- Accepted and ignored; it gives nothing and changes nothing.
assert(select("#", activity.heartbeat()) == 0)
activity.heartbeat("page 3", { done = 3, left = {} }, nil, 1.5)
assert(select("#", activity.details()) == 0)

-- What could not be sent from an activity is refused here, too.
local ok, err = pcall(activity.heartbeat, 1, print)
assert(not ok and err:kind() == "INVALID")
assert(err:message() == "heartbeat: argument 2: function cannot be sent", err:message())
