-- Randomness of a cryptographic source.
local crypto = require("crypto")

assert(crypto.random.bytes == crypto.random_bytes and crypto.random.string == crypto.random_string)
assert(crypto.random.uuid == crypto.random_uuid)

for _, n in ipairs { 1, 2, 16, 1000, 65536 } do
  local b, err = crypto.random_bytes(n)
  assert(err == nil and type(b) == "string" and #b == n)
end
assert(crypto.random_bytes(16) ~= crypto.random_bytes(16) and #crypto.random_bytes(3.0) == 3)

for _, n in ipairs { 1, 7, 100, 5000 } do
  local s, err = crypto.random_string(n)
  assert(err == nil and #s == n and s:match("^[A-Za-z0-9]+$") == s)
end
assert(crypto.random_string(3000, "ab"):match("^[ab]+$") and crypto.random_string(20, "x") == ("x"):rep(20))
assert(crypto.random.string(5, "\0\255"):match("^[%z\255]+$"))
-- Every character comes up, also when their number divides nothing.
local counts, text = {}, crypto.random_string(30000, "abc")
for c in text:gmatch(".") do counts[c] = (counts[c] or 0) + 1 end
for _, c in ipairs { "a", "b", "c" } do assert(counts[c] > 9000 and counts[c] < 11000, c .. " " .. counts[c]) end
-- As many as there are bytes.
local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) end
assert(#crypto.random_string(100, table.concat(all)) == 100)

local id = assert(crypto.random_uuid())
assert(id:match("^%x%x%x%x%x%x%x%x%-%x%x%x%x%-4%x%x%x%-[89ab]%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x$") and id == id:lower())
assert(crypto.random.uuid() ~= id)

local function returned(v, err)
  assert(v == nil and err:kind() == "INVALID" and err:retryable() == false, tostring(err))
end
for _, n in ipairs { 0, -1, 1048577, math.maxinteger } do
  returned(crypto.random_bytes(n))
  returned(crypto.random_string(n))
end
returned(crypto.random_string(5, ""))
returned(crypto.random_string(5, ("x"):rep(257)))

local function raised(part, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and type(err) == "string" and err:find(part, 1, true), tostring(err))
end
raised("integer expected, got no value", crypto.random_bytes)
raised("integer expected, got string", crypto.random_bytes, "x")
raised("no integer representation", crypto.random_string, 1.5)
raised("string expected, got table", crypto.random_string, 5, {})

-- In coroutines, several at once.
local lengths, done = {}, 0
for i = 1, 3 do
  coroutine.spawn(function()
    lengths[i] = #crypto.random_bytes(i)
    done = done + 1
  end)
end
while done < 3 do coroutine.yield(crypto.random_bytes(1)) end
assert(table.concat(lengths) == "123")
