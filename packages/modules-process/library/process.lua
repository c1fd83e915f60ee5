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

---Starts it; its PID.
---@param id? string
---@param host? string
---@param ... any
---@return string|nil
---@return error|nil err
function Spawner:spawn(id, host, ...) end

---Starts it and waits for its result.
---@param id? string
---@param host? string
---@param ... any
---@return any
---@return error|nil err
function Spawner:exec(id, host, ...) end

---Identity, messages, and starting of workflows and processes.
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

return process
