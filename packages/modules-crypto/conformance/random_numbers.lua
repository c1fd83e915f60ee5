-- Recorded stand-ins for math.random.
local crypto = require("crypto")

local function returned(v, err)
  assert(v == nil and err:kind() == "INVALID" and err:retryable() == false, tostring(err))
end

local seen = {}
for _ = 1, 60 do
  local n, err = crypto.random.int(-1, 2)
  assert(err == nil and math.type(n) == "integer" and n >= -1 and n <= 2)
  seen[n] = true
end
assert(seen[-1] and seen[0] and seen[1] and seen[2])
assert(crypto.random.int(7, 7) == 7 and crypto.random.int(math.mininteger, math.mininteger) == math.mininteger)
assert(crypto.random.int(math.maxinteger - 1, math.maxinteger) >= math.maxinteger - 1)
assert(math.type(crypto.random.int(math.mininteger, math.maxinteger)) == "integer")
assert(crypto.random.int(math.mininteger, math.maxinteger) ~= crypto.random.int(math.mininteger, math.maxinteger))
assert(crypto.random.int(2.0, 2.0) == 2)
returned(crypto.random.int(2, 1))
returned(crypto.random.int(math.maxinteger, math.mininteger))
assert(not pcall(crypto.random.int) and not pcall(crypto.random.int, 1) and not pcall(crypto.random.int, 1, 1.5))

for _ = 1, 5 do
  local x, err = crypto.random.number()
  assert(err == nil and math.type(x) == "float" and x >= 0 and x < 1)
end
assert(crypto.random.number() ~= crypto.random.number())

-- A new list; the items are the very same values.
local first, list = {}, {}
for i = 1, 300 do list[i] = i end
list[1] = first
local mixed, err = crypto.random.shuffle(list)
assert(err == nil and mixed ~= list and #mixed == 300 and list[1] == first and list[300] == 300)
local found, moved = {}, 0
for i, item in ipairs(mixed) do
  found[item] = true
  if item ~= list[i] then moved = moved + 1 end
end
assert(moved > 200)
for _, item in ipairs(list) do assert(found[item]) end
assert(#crypto.random.shuffle({}) == 0 and crypto.random.shuffle({ "only" })[1] == "only")
assert(#crypto.random.shuffle({ false, true, false }) == 3)
returned(crypto.random.shuffle({ 1, nil, 3 }))
assert(not pcall(crypto.random.shuffle) and not pcall(crypto.random.shuffle, "abc"))
