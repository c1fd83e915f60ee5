---@meta logger

---A logger with a name, fields, or both.
---@class logger.Logger
local Logger = {}

---Writes a line for whoever looks for a fault. Fields with string keys go with it, tables as JSON; in a workflow a replay writes nothing.
---@param msg string
---@param fields? table
function Logger:debug(msg, fields) end

---Writes a line about what goes as it should. Fields with string keys go with it, tables as JSON; in a workflow a replay writes nothing.
---@param msg string
---@param fields? table
function Logger:info(msg, fields) end

---Writes a line about something that may need attention. Fields with string keys go with it, tables as JSON; in a workflow a replay writes nothing.
---@param msg string
---@param fields? table
function Logger:warn(msg, fields) end

---Writes a line about something that went wrong. It does not raise an error. Fields with string keys go with it, tables as JSON; in a workflow a replay writes nothing.
---@param msg string
---@param fields? table
function Logger:error(msg, fields) end

---A logger that adds these fields, as they are now, to each of its lines. Where a line gives a field of the same name, the line counts.
---@param fields table
---@return logger.Logger
function Logger:with(fields) end

---A logger whose lines carry this name in the field `logger`, joined to the name it has with a dot. An empty name raises an INVALID error.
---@param name string
---@return logger.Logger
function Logger:named(name) end

---Log lines with fields, a name and a place; silent while a workflow is replayed.
---@class loggerlib
logger = {}

---Writes a line for whoever looks for a fault. Fields with string keys go with it, tables as JSON; in a workflow a replay writes nothing.
---@param msg string
---@param fields? table
---@overload fun(self: loggerlib, msg: string, fields?: table)
function logger.debug(msg, fields) end

---Writes a line about what goes as it should. Fields with string keys go with it, tables as JSON; in a workflow a replay writes nothing.
---@param msg string
---@param fields? table
---@overload fun(self: loggerlib, msg: string, fields?: table)
function logger.info(msg, fields) end

---Writes a line about something that may need attention. Fields with string keys go with it, tables as JSON; in a workflow a replay writes nothing.
---@param msg string
---@param fields? table
---@overload fun(self: loggerlib, msg: string, fields?: table)
function logger.warn(msg, fields) end

---Writes a line about something that went wrong. It does not raise an error. Fields with string keys go with it, tables as JSON; in a workflow a replay writes nothing.
---@param msg string
---@param fields? table
---@overload fun(self: loggerlib, msg: string, fields?: table)
function logger.error(msg, fields) end

---A logger that adds these fields, as they are now, to each of its lines. Where a line gives a field of the same name, the line counts.
---@param fields table
---@return logger.Logger
---@overload fun(self: loggerlib, fields: table): logger.Logger
function logger.with(fields) end

---A logger whose lines carry this name in the field `logger`, joined to the name it has with a dot. An empty name raises an INVALID error.
---@param name string
---@return logger.Logger
---@overload fun(self: loggerlib, name: string): logger.Logger
function logger.named(name) end

return logger
