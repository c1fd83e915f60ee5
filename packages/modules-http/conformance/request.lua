-- A request. Runs outside a workflow.
local http = require("http")

local req = assert(http.request())
assert(req == http.request(), "the same object each time")
assert(tostring(req) == "http.Request{method=POST, path=/orders/7}")
assert(req:method() == http.METHOD.POST and req:path() == "/orders/7" and req:host() == "shop.example")
assert(req:remote_addr() == "127.0.0.1:5000")

-- query, headers and parameters
assert(req:query("a") == "1" and req:query("b") == "x y" and req:query("c") == nil)
local all = req:query_params()
assert(all.a == "1,2" and all.b == "x y" and next(all, "b") == nil)
assert(req:header("X-Request-ID") == "r1" and req:header("x-request-id") == "r1" and req:header("X-Other") == nil)
assert(req:param("id") == "7" and req:param("rest") == "a/b" and req:param("none") == nil)
assert(req:params().id == "7")
assert(req:content_type() == "multipart/form-data; boundary=x" and req:content_length() == -1)
assert(req:is_content_type("Multipart/Form-Data") and not req:is_content_type("application/json"))

-- Accept
assert(req:accepts("text/html") and req:accepts("application/json"))
assert(not req:accepts("image/png") and not req:accepts("audio/ogg"))

-- the body, whole and cached
assert(req:has_body())
assert(req:body() == '{"n":1,"list":[],"gone":null}' and req:body() == req:body())
local value = req:body_json()
assert(value.n == 1 and math.type(value.n) == "integer" and #value.list == 0 and value.gone == nil)

-- as a stream
local stream, parts = req:stream(), {}
while true do
  local part, err = stream:read(10)
  assert(err == nil)
  if part == nil then break end
  assert(#part <= 10)
  parts[#parts + 1] = part
end
assert(table.concat(parts) == req:body())
assert(stream:close() and stream:close() and stream:read(1) == nil)

-- a form
local form = req:parse_multipart()
assert(form.values.name == "Ada" and form.values.tag[1] == "a" and form.values.tag[2] == "b")
local file = form.files.photo[1]
assert(file:name() == "ada.png" and file:size() == 10 and file:header("Content-Type") == "image/png")
assert(file:header("X-None") == nil)
local bytes = file:stream()
assert(bytes:read(4) == "0123" and bytes:read(0) == "456789" and bytes:read() == nil)
assert(file:stream():read() == "0123456789")
assert(tostring(file) == "http.File{name=ada.png, size=10}" and tostring(bytes) == "http.Stream{}")

-- wrong types are raised, wrong options are returned
assert(not pcall(req.header, req) and not pcall(req.query, req, {}))
local none, err = http.request({ timeout = 5, max_body = 10 })
assert(none == req and err == nil)
local bad, wrong = http.request({ max_body = 0 })
assert(bad == nil and wrong:kind() == "INVALID")
local ok = pcall(function() req.method = 1 end)
assert(not ok and req.unknown == nil)
