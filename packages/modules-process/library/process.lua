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

---Another spawner with these options over the earlier ones.
---@param options any
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

---Asks a process or workflow to end; with a deadline (a duration), after which it is ended, a reason, or both.
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
---@param options any
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
