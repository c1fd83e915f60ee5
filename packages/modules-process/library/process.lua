---@meta process

---A message from the mailbox.
---@class process.Message
local Message = {}

---What the message is about.
---@return string
function Message:topic() end

---PID of the sender, or nil.
---@return string|nil
function Message:from() end

---The argument as a Payload; of several, a list of Payloads that answers as the first.
---@return Payload|process.Payloads
function Message:payload() end

---All arguments as a list of Payloads.
---@return Payload[]
function Message:payloads() end

---The payloads of a message with several arguments, from 1; data() gives the first.
---@class process.Payloads
---@field [integer] any
---@operator len: integer
local Payloads = {}

---The first value.
---@return any
---@return error|nil err
function Payloads:data() end

---The first value.
---@return any
---@return error|nil err
function Payloads:unmarshal() end

---How workflows and processes are started; never changes.
---@class process.Spawner
local Spawner = {}

---Another spawner with these values added to the context.
---@param values any
---@return process.Spawner
function Spawner:with_context(values) end

---Raises an INVALID error: there is no security system. Give who acts by with_context, and check it where it counts.
---@param identity? any
---@return process.Spawner
function Spawner:with_actor(identity) end

---Raises an INVALID error: there is no security system. Give what is allowed by with_context, and check it where it counts.
---@param identity? any
---@return process.Spawner
function Spawner:with_scope(identity) end

---When a failed run is retried.
---@class process.Options.retry_policy
---@field initial_interval? number|string|time.Duration The wait before the second attempt.
---@field initialInterval? number|string|time.Duration The same as `initial_interval`.
---@field backoff_coefficient? number By what each wait is longer than the one before.
---@field backoffCoefficient? number The same as `backoff_coefficient`.
---@field maximum_interval? number|string|time.Duration The longest wait.
---@field maximumInterval? number|string|time.Duration The same as `maximum_interval`.
---@field maximum_attempts? integer How many attempts there are, the first included.
---@field maximumAttempts? integer The same as `maximum_attempts`.
---@field non_retryable_error_types? string[] Kinds of errors that are not retried, in any spelling.
---@field nonRetryableErrorTypes? string[] The same as `non_retryable_error_types`.

---The order in which its queue hands out tasks.
---@class process.Options.priority
---@field priority_key? integer Lower goes first.
---@field priorityKey? integer The same as `priority_key`.
---@field fairness_key? string Tasks of the same priority take turns by this key.
---@field fairnessKey? string The same as `fairness_key`.
---@field fairness_weight? number How large the share of its fairness key is.
---@field fairnessWeight? number The same as `fairness_weight`.

---Which worker version runs it.
---@class process.Options.versioning_override
---@field mode? "pinned"|"auto_upgrade" Whether the run stays with one version.
---@field deployment_name? string The deployment of the version to stay with.
---@field deploymentName? string The same as `deployment_name`.
---@field build_id? string The build of the version to stay with.
---@field buildId? string The same as `build_id`.

---Start options.
---@class process.Options
---@field ["temporal.workflow.id"]? string The workflow ID.
---@field ["workflow.id"]? string The same as `temporal.workflow.id`.
---@field ["temporal.workflow.task_queue"]? string The queue from which the workflow is run.
---@field ["workflow.task_queue"]? string The same as `temporal.workflow.task_queue`.
---@field ["temporal.workflow.execution_timeout"]? number|string|time.Duration How long the workflow may take, with retries and continued runs.
---@field ["workflow.execution_timeout"]? number|string|time.Duration The same as `temporal.workflow.execution_timeout`.
---@field ["temporal.workflow.run_timeout"]? number|string|time.Duration How long one run may take, at most as long as the whole execution.
---@field ["workflow.run_timeout"]? number|string|time.Duration The same as `temporal.workflow.run_timeout`.
---@field ["temporal.workflow.task_timeout"]? number|string|time.Duration How long a worker may take for one workflow task.
---@field ["workflow.task_timeout"]? number|string|time.Duration The same as `temporal.workflow.task_timeout`.
---@field ["temporal.workflow.id_conflict_policy"]? "use_existing"|"fail"|"terminate_existing" What happens when the ID has an open run.
---@field ["workflow.id_conflict_policy"]? "use_existing"|"fail"|"terminate_existing" The same as `temporal.workflow.id_conflict_policy`.
---@field ["temporal.workflow.id_reuse_policy"]? "allow_duplicate"|"allow_duplicate_failed_only"|"reject_duplicate"|"terminate_if_running" Whether a closed run with the same ID forbids a new one; `"terminate_if_running"` is also the conflict policy `"terminate_existing"`.
---@field ["workflow.id_reuse_policy"]? "allow_duplicate"|"allow_duplicate_failed_only"|"reject_duplicate"|"terminate_if_running" The same as `temporal.workflow.id_reuse_policy`.
---@field ["temporal.workflow.execution_error_when_already_started"]? boolean Whether an open run of the ID is an error; false finds it.
---@field ["workflow.execution_error_when_already_started"]? boolean The same as `temporal.workflow.execution_error_when_already_started`.
---@field ["temporal.workflow.retry_policy"]? process.Options.retry_policy When a failed run is retried.
---@field ["workflow.retry_policy"]? process.Options.retry_policy The same as `temporal.workflow.retry_policy`.
---@field ["temporal.workflow.cron_schedule"]? string When it runs again and again: five fields, `@hourly` and the like, or `@every 90m`; `CRON_TZ=` may name a zone.
---@field ["workflow.cron_schedule"]? string The same as `temporal.workflow.cron_schedule`.
---@field ["temporal.workflow.memo"]? table<string, any> Values stored with the run, for people and for `workflow.info()`.
---@field ["workflow.memo"]? table<string, any> The same as `temporal.workflow.memo`.
---@field ["temporal.workflow.search_attributes"]? table<string, string|number|boolean|time.Time|string[]> Values under which the run can be found.
---@field ["workflow.search_attributes"]? table<string, string|number|boolean|time.Time|string[]> The same as `temporal.workflow.search_attributes`.
---@field ["temporal.workflow.typed_search_attributes"]? table<string, string|number|boolean|time.Time|string[]> The same as `temporal.workflow.search_attributes`.
---@field ["workflow.typed_search_attributes"]? table<string, string|number|boolean|time.Time|string[]> The same as `temporal.workflow.search_attributes`.
---@field ["temporal.workflow.enable_eager_start"]? boolean Asks the server for the first task in its answer to the start.
---@field ["workflow.enable_eager_start"]? boolean The same as `temporal.workflow.enable_eager_start`.
---@field ["temporal.workflow.start_delay"]? number|string|time.Duration How long it waits before it begins; not together with a cron schedule.
---@field ["workflow.start_delay"]? number|string|time.Duration The same as `temporal.workflow.start_delay`.
---@field ["temporal.workflow.parent_close_policy"]? "terminate"|"abandon"|"request_cancel" What happens to it when its parent closes.
---@field ["workflow.parent_close_policy"]? "terminate"|"abandon"|"request_cancel" The same as `temporal.workflow.parent_close_policy`.
---@field ["temporal.workflow.wait_for_cancellation"]? boolean Whether a cancelled `exec` ends only when the child has ended.
---@field ["workflow.wait_for_cancellation"]? boolean The same as `temporal.workflow.wait_for_cancellation`.
---@field ["temporal.workflow.namespace"]? string The Temporal namespace; what a workflow starts in another than its own is no child.
---@field ["workflow.namespace"]? string The same as `temporal.workflow.namespace`.
---@field ["temporal.workflow.summary"]? string A line for people.
---@field ["workflow.summary"]? string The same as `temporal.workflow.summary`.
---@field ["temporal.workflow.static_summary"]? string The same as `temporal.workflow.summary`.
---@field ["workflow.static_summary"]? string The same as `temporal.workflow.summary`.
---@field ["temporal.workflow.details"]? string More lines for people.
---@field ["workflow.details"]? string The same as `temporal.workflow.details`.
---@field ["temporal.workflow.static_details"]? string The same as `temporal.workflow.details`.
---@field ["workflow.static_details"]? string The same as `temporal.workflow.details`.
---@field ["temporal.workflow.priority"]? process.Options.priority The order in which its queue hands out tasks.
---@field ["workflow.priority"]? process.Options.priority The same as `temporal.workflow.priority`.
---@field ["temporal.workflow.versioning_override"]? "auto_upgrade"|process.Options.versioning_override Which worker version runs it.
---@field ["workflow.versioning_override"]? "auto_upgrade"|process.Options.versioning_override The same as `temporal.workflow.versioning_override`.

---Another spawner with these options over the earlier ones.
---@param options process.Options
---@return process.Spawner
function Spawner:with_options(options) end

---Another spawner that starts under this name.
---@param name any
---@return process.Spawner
function Spawner:with_name(name) end

---Another spawner that sends one more message ahead of all others.
---@param topic any
---@param ... any
---@return process.Spawner
function Spawner:with_message(topic, ...) end

---Starts a workflow or process; its PID.
---@param id? string
---@param host? string
---@param ... any
---@return string|nil
---@return error|nil err
function Spawner:spawn(id, host, ...) end

---Starts it and monitors it; its PID.
---@param id? string
---@param host? string
---@param ... any
---@return string|nil
---@return error|nil err
function Spawner:spawn_monitored(id, host, ...) end

---Starts it and links it to this run; its PID.
---@param id? string
---@param host? string
---@param ... any
---@return string|nil
---@return error|nil err
function Spawner:spawn_linked(id, host, ...) end

---Starts it, links and monitors it; its PID.
---@param id? string
---@param host? string
---@param ... any
---@return string|nil
---@return error|nil err
function Spawner:spawn_linked_monitored(id, host, ...) end

---Starts a workflow or process and waits for its result.
---@param id? string
---@param host? string
---@param ... any
---@return any
---@return error|nil err
function Spawner:exec(id, host, ...) end

---Identity, messages and events; starting, watching and ending of workflows and processes.
---@class processlib
process = {}

---Entry ID of the running code.
---@return string|nil
---@return error|nil err
function process.id() end

---Own PID.
---@return string|nil
---@return error|nil err
function process.pid() end

---The workflow ID in a PID; nil for other PIDs.
---@param pid string
---@return string|nil
---@return error|nil err
function process.workflow_id(pid) end

---Sends a message; waits until it is accepted for delivery.
---@param dest string|nil
---@param topic string
---@param ... any
---@return boolean|nil
---@return error|nil err
function process.send(dest, topic, ...) end

---Starts a workflow or process; its PID.
---@param id? string
---@param host? string
---@param ... any
---@return string|nil
---@return error|nil err
function process.spawn(id, host, ...) end

---Starts it and monitors it; its PID.
---@param id? string
---@param host? string
---@param ... any
---@return string|nil
---@return error|nil err
function process.spawn_monitored(id, host, ...) end

---Starts it and links it to this run; its PID.
---@param id? string
---@param host? string
---@param ... any
---@return string|nil
---@return error|nil err
function process.spawn_linked(id, host, ...) end

---Starts it, links and monitors it; its PID.
---@param id? string
---@param host? string
---@param ... any
---@return string|nil
---@return error|nil err
function process.spawn_linked_monitored(id, host, ...) end

---Starts a workflow or process and waits for its result.
---@param id? string
---@param host? string
---@param ... any
---@return any
---@return error|nil err
function process.exec(id, host, ...) end

---Messages of every topic that has no listener.
---@return channel|nil
---@return error|nil err
function process.inbox() end

---What happens to this run and to those it watches, as tables. Once asked for, a cancel request is an event here and interrupts nothing.
---@return channel|nil
---@return error|nil err
function process.events() end

---Messages of one topic: their values, or Message objects with message = true.
---@param topic string
---@param options? { message?: boolean }
---@return channel|nil
---@return error|nil err
function process.listen(topic, options) end

---Ends a listen; what it did not take belongs to the inbox again.
---@param channel channel
---@return nil
---@return error|nil err
function process.unlisten(channel) end

---Watches a process or workflow: an EXIT event tells of its end.
---@param dest? string
---@return boolean|nil
---@return error|nil err
function process.monitor(dest) end

---Ends a monitor; its unread events are removed.
---@param dest? string
---@return boolean|nil
---@return error|nil err
function process.unmonitor(dest) end

---Ties this run and another together: the abnormal end of either ends the other too, or is a LINK_DOWN event there.
---@param dest? string
---@return boolean|nil
---@return error|nil err
function process.link(dest) end

---Ends a link on both sides; its unread events are removed.
---@param dest? string
---@return boolean|nil
---@return error|nil err
function process.unlink(dest) end

---Ends a process or workflow without asking it.
---@param dest? string
---@return boolean|nil
---@return error|nil err
function process.terminate(dest) end

---Asks a process or workflow to end; with a deadline (a duration), after which it is ended, a reason, or both. A bad deadline raises an error.
---@param dest string|nil
---@param deadline any
---@param reason? string
---@return boolean|nil
---@return error|nil err
function process.cancel(dest, deadline, reason) end

---What this run says of itself.
---@return { trap_links: boolean, upgradable: boolean }|nil
---@return error|nil err
function process.get_options() end

---trap_links: the end of a linked run is an event; upgradable: so is changed code.
---@param options { trap_links?: boolean, upgradable?: boolean }
---@return boolean
---@return error|nil err
function process.set_options(options) end

---Goes on as another entry, nil for the own one, under the same PID and with the unread messages; does not return.
---@param id? string
---@param ... any
---@return nil
---@return error|nil err
function process.upgrade(id, ...) end

---@class processlib.registry
process.registry = {}

---Gives a name to a process of this node, the own one unless a PID is given. It is free again when the process ends.
---@param name string
---@param pid? string
---@param scope? integer
---@return boolean|nil
---@return error|nil err
function process.registry.register(name, pid, scope) end

---Takes a name back; whether there was one.
---@param name string
---@param scope? integer
---@return boolean|nil
---@return error|nil err
function process.registry.unregister(name, scope) end

---The PID that has the name; a NOT_FOUND error when none has.
---@param name string
---@return string|nil
---@return error|nil err
function process.registry.lookup(name) end

---A spawner that adds these values to the context.
---@param values any
---@return process.Spawner
function process.with_context(values) end

---A spawner with these start options.
---@param options process.Options
---@return process.Spawner
function process.with_options(options) end

---@class processlib.event
process.event = {}

process.event.CANCEL = "pid.cancel"
process.event.EXIT = "pid.exit"
process.event.LINK_DOWN = "pid.link.down"
process.event.OUTDATED = "pid.outdated"
process.registry.LOCAL = 0
process.registry.CONSISTENT = 1
process.registry.EVENTUAL = 2
process.registry.STRONG = 3

return process
