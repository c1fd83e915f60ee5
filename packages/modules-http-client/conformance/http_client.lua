-- Whoever is asked answers with the request as JSON; private.test may not be reached, /broken breaks.
local http_client = require("http_client")

local function has(response, text) assert(response.body:find(text, 1, true), response.body) end

local response, err = http_client.get("https://shop.test/a")
assert(err == nil and response.status_code == 200 and response.url == "https://shop.test/a")
assert(response.body_size == #response.body and response.stream == nil)
has(response, '"method":"GET"') has(response, '"timeout":30000') has(response, '"maxBody":125829120') has(response, '"body":null')
assert(response.headers["Content-Type"] == "application/json" and response.headers["X-Twice"] == "one")
assert(response.cookies.session == "abc" and response.cookies.theme == "dark")
assert(http_client.get("https://shop.test/missing").status_code == 404)

for _, method in ipairs({ "post", "put", "patch", "delete", "head" }) do
  has(http_client[method]("https://shop.test/a"), '"method":"' .. method:upper() .. '"')
end
has(http_client.request("options", "https://shop.test/a"), '"method":"OPTIONS"')

has(http_client.get("https://shop.test/a?x=1#top", { query = { ["a b"] = "c&d", n = 5, yes = true } }),
  '"url":"https://shop.test/a?x=1&a+b=c%26d&n=5&yes=true#top"')
response = http_client.post("https://shop.test/a", { headers = { ["X-A"] = "1", ["X-N"] = 7 }, cookies = { s = "1", t = "2" } })
has(response, '"X-A":"1"') has(response, '"X-N":"7"') has(response, '"cookie":"s=1; t=2"')
response = http_client.post("https://shop.test/a", { form = { name = "Ada L.", n = 1 } })
has(response, '"body":"name=Ada+L.&n=1"') has(response, '"content-type":"application/x-www-form-urlencoded"')
response = http_client.post("https://shop.test/a", { json = { 1, "two" } })
has(response, [["body":"[1,\"two\"]"]]) has(response, '"content-type":"application/json"')
response = http_client.post("https://shop.test/a", { json = {}, headers = { ["Content-Type"] = "application/x" } })
has(response, '"Content-Type":"application/x"') assert(not response.body:find("application/json", 1, true))
has(http_client.post("https://shop.test/a", { body = "raw" }), '"body":"raw"')
response = http_client.post("https://shop.test/a", {
  form = { title = "T" },
  files = { { name = "f", filename = "a.txt", content = "abc", content_type = "text/plain" }, { name = "g", content = "x" } },
})
has(response, '{"name":"title","data":"T"}') has(response, '"fileName":"a.txt","contentType":"text/plain"') has(response, '"fileName":"g"')
has(http_client.get("https://shop.test/a", { auth = { user = "ada", pass = "lovelace" } }), '"authorization":"Basic YWRhOmxvdmVsYWNl"')
has(http_client.get("https://shop.test/a", { auth = { "ada", "lovelace" } }), '"authorization":"Basic YWRhOmxvdmVsYWNl"')
has(http_client.get("https://shop.test/a", { timeout = 1.5 }), '"timeout":1500')
has(http_client.get("https://shop.test/a", { timeout = "2m" }), '"timeout":120000')
has(http_client.get("https://shop.test/a", { max_response_body = 10 }), '"maxBody":10')
has(http_client.get("https://shop.test/a", { unix_socket = "/run/x" }), '"unixSocket":"/run/x"')
has(http_client.get("https://shop.test/a", { tls = { insecure_skip_verify = true } }), '"insecureSkipVerify":true')

for _, options in ipairs({
  { headers = 5 }, { headers = { a = {} } }, { query = "x" }, { unknown = 1 }, { body = "a", json = "b" }, { timeout = 0 }, { timeout = -1 },
  { timeout = "soon" }, { tls = { cert = "x" } }, { auth = "ada" }, { auth = { user = "ada" } }, { overlay_network = "x" },
  { files = { {} } }, { auth = { user = "ada", pass = "x", realm = "y" } },
}) do
  response, err = http_client.get("https://shop.test/a", options)
  assert(response == nil and err:kind() == "INVALID" and not err:retryable(), tostring(err))
end
response, err = http_client.request("G T", "https://shop.test/a")
assert(response == nil and err:kind() == "INVALID")
assert(not pcall(http_client.get, ""))
assert(not pcall(http_client.get, {}))
response, err = http_client.get("https://private.test/")
assert(response == nil and err:kind() == "PERMISSION_DENIED" and not err:retryable())
response, err = http_client.get("https://shop.test/broken")
assert(response == nil and err:kind() == "INTERNAL" and err:retryable())

response = http_client.get("https://shop.test/a", { stream = true })
assert(response.body == "" and response.body_size == -1)
local first = response.stream:read(10)
assert(#first == 10)
local rest = response.stream:read()
assert((first .. rest):find('"method":"GET"', 1, true))
local last, at_end = response.stream:read(0)
assert(last == nil and at_end == nil)
assert(response.stream:close() and response.stream:close())

local responses, errs = http_client.request_batch({ { "GET", "https://shop.test/1" }, { method = "POST", url = "https://shop.test/2", options = { body = "b" } } })
assert(errs == nil and #responses == 2 and responses[1].url == "https://shop.test/1")
has(responses[2], '"body":"b"')
responses, errs = http_client.request_batch({ { "GET", "https://shop.test/broken" }, { "GET", "https://shop.test/2", { query = { q = 1 } } } })
assert(responses[1] == nil and errs[1]:kind() == "INTERNAL" and errs[2] == nil)
assert(responses[2].url == "https://shop.test/2?q=1")
responses, err = http_client.request_batch({ { "GET", "https://shop.test/2" }, { "GET", "https://private.test/" } })
assert(responses == nil and err:kind() == "PERMISSION_DENIED")
for _, batch in ipairs({ { { "GET" } }, { { url = "https://shop.test/" } }, { { "GET", "" } }, { { "GET", "https://shop.test/", { stream = true } } }, { { "GET", "https://shop.test/", optoins = {} } } }) do
  responses, err = http_client.request_batch(batch)
  assert(responses == nil and err:kind() == "INVALID" and err:message():find("request 1", 1, true))
end
assert(not pcall(http_client.request_batch, {}))

assert(http_client.encode_uri("a b&c=ü/*") == "a+b%26c%3D%C3%BC%2F%2A")
assert(http_client.decode_uri("a+b%26c%3D%C3%BC%2F%2A") == "a b&c=ü/*")
response, err = http_client.decode_uri("%zz")
assert(response == nil and err:kind() == "INVALID")
