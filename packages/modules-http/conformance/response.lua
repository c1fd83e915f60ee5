-- A response, in both styles. Runs outside a workflow.
local http = require("http")

local res = assert(http.response())
assert(res == http.response() and tostring(res) == "http.Response{}")

-- nothing on success
assert(res:set_status(201) == nil and res:set_header("X-A", "b") == nil and res:set_content_type("text/plain") == nil)
-- the chain
assert(res:status(202):header("X-B", "c"):content_type("text/html") == res)

-- a status is a number from 100 to 599
assert(not pcall(res.set_status, res, 99) and not pcall(res.status, res, 600) and not pcall(res.status, res, "ok"))
assert(not pcall(res.set_transfer, res, "none"))

-- an event needs a name on one line, and data
for _, event in ipairs({ { name = "a" }, { data = 1 }, { name = "", data = 1 }, { name = "a\nb", data = 1 } }) do
  assert(not pcall(res.write_event, res, event))
end

-- what cannot be encoded
local cycle = {}
cycle.self = cycle
assert(res:write_json(cycle):kind() == "INVALID")
local ok, raised = pcall(res.json, res, cycle)
assert(not ok and raised:kind() == "INVALID")

-- headers go out with the first byte; what comes too late is an error of the docs' methods, and raised in a chain
assert(res:write("a") == nil and res:flush() == nil)
for _, late in ipairs({ res:set_status(200), res:set_header("X-A", "c"), res:set_content_type("a/b"), res:set_transfer("sse") }) do
  assert(late:kind() == "INVALID" and late:details().type == http.ERROR.INVALID_STATE)
end
local done, err = pcall(res.status, res, 200)
assert(not done and err:kind() == "INVALID" and err:details().type == "INVALID_STATE")
assert(res:write_event({ name = "a", data = 1 }):details().type == "INVALID_STATE")
assert(res:text("end") == res)
assert(res:write("more"):details().type == "INVALID_STATE")

-- it is no value to be sent
assert(not pcall(function() require("conformance_kit").payload(res) end))

-- constants
assert(http.STATUS.OK == 200 and http.STATUS.INTERNAL_ERROR == 500 and http.STATUS.INTERNAL_SERVER_ERROR == 500)
assert(http.CONTENT.JSON == "application/json" and http.TRANSFER.SSE == "sse" and http.ERROR.WRITE_FAILED == "WRITE_FAILED")
assert(not pcall(function() http.STATUS.OK = 1 end))
