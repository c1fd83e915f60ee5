---@meta activity

---Heartbeats of the running activity, what its earlier attempts recorded, and facts about it.
---Not in workflows: call a function, and use it there
---@class activitylib
activity = {}

---Says that the activity is alive and records how far it is, without waiting. Ignored outside an activity and in a local one.
---Not in workflows: call a function, and use it there
---@param ... any
function activity.heartbeat(...) end

---The values of the last heartbeat of an earlier attempt; nothing without one.
---Not in workflows: call a function, and use it there
---@return any ...
function activity.details() end

---@class activity.info.result
---@field activity_id string
---@field activity_type string
---@field attempt integer
---@field workflow_id? string
---@field run_id? string
---@field workflow_type? string
---@field task_queue string
---@field namespace string
---@field heartbeat_timeout? integer
---@field start_time string
---@field is_local boolean

---Facts about this attempt, times in milliseconds and as RFC 3339 text; nil outside an activity.
---Not in workflows: call a function, and use it there
---@return activity.info.result|nil
function activity.info() end

---Whether the end of this attempt was asked for, as far as the answers to heartbeats have told.
---Not in workflows: call a function, and use it there
---@return boolean
function activity.is_canceled() end

return activity
