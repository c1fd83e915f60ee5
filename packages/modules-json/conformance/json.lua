-- What "json" promises about texts and values.
local json = require("json")

local function fails(kind, part, value, err)
    assert(value == nil, tostring(value))
    assert(err:kind() == kind, err:kind() .. ": " .. tostring(err))
    assert(err:message():find(part, 1, true), err:message())
    assert(err:retryable() == false)
end

-- Scalars.
assert(json.encode(nil) == "null" and json.encode(true) == "true" and json.encode("a") == '"a"')
assert(json.encode(0 / 0) == "null" and json.encode(math.huge) == "null" and json.encode(-math.huge) == "null")
assert(json.encode(print) == "null" and json.encode({ f = print }) == '{"f":null}')
assert(json.encode(coroutine.create(print)) == "null")

-- Numbers: integers to 64 bit, floats without .0 and exponent.
assert(json.encode(2.0) == "2" and json.encode(1.5) == "1.5" and json.encode(-0.0) == "0")
assert(json.encode(1e21) == "1000000000000000000000")
for _, whole in ipairs({ 0, -1, 9007199254740991, 9007199254740993, -9007199254740993, math.maxinteger, math.mininteger }) do
    assert(json.encode(whole) == string.format("%d", whole))
    local back = json.decode(json.encode(whole))
    assert(back == whole and math.type(back) == "integer")
end
local numbers = json.decode("[2.0, 2, 1e2, -0, -0.0, 9223372036854775808, 0.1, 1.50]")
assert(math.type(numbers[1]) == "float" and numbers[1] == 2)
assert(math.type(numbers[2]) == "integer")
assert(math.type(numbers[3]) == "float" and numbers[3] == 100)
assert(math.type(numbers[4]) == "integer" and numbers[4] == 0)
assert(math.type(numbers[5]) == "float" and 1 / numbers[5] == -math.huge)
assert(math.type(numbers[6]) == "float" and numbers[6] == 2.0 ^ 63)
assert(numbers[7] == 0.1 and numbers[8] == 1.5)
assert(json.decode("1e400") == math.huge)

-- Strings: only what JSON demands is escaped; other bytes than UTF-8 are refused, with their place.
assert(json.encode('<a href="/">\n\0é') == '"<a href=\\"/\\">\\n\\u0000é"')
fails("INTERNAL", "a string that is not UTF-8", json.encode("a\xffb"))
fails("INTERNAL", ".list[2].k: a string that is not UTF-8", json.encode({ list = { 1, { k = "\xff" } } }))
fails("INTERNAL", "half a surrogate pair in the text at line 2, column 7", json.decode('{"a":\n "b", "\\ud800": 1}'))
fails("INTERNAL", "half a surrogate pair in the text at line 1, column 1", json.decode('"\\ude00\\ud83d"'))
assert(json.decode('"\\ud83d\\ude00"') == "\u{1F600}")
fails("INTERNAL", ".deep: a key that is not UTF-8", json.encode({ deep = { ["\xff"] = 1 } }))
-- The text is exact whatever was read before it.
for _, key in ipairs({ "\\", "\n", "\\", '"' }) do
    assert(next(json.decode(json.encode({ [key] = 1 }))) == key)
    assert(json.decode('[{"":1,' .. json.encode(key) .. ":2}]")[1][key] == 2)
end
assert(json.decode('"\\u00e9\\ud83d\\ude00 \\"n2.0\\""') == 'é😀 "n2.0"')

-- Arrays, objects, and what is neither.
assert(json.encode({ 1, "b", { 3 } }) == '[1,"b",[3]]')
assert(json.encode({ z = 1 }) == '{"z":1}')
assert(json.encode({ [true] = 1, [-1] = 2, [0] = 3, [1.5] = 4 }) == '{"true":1,"-1":2,"0":3,"1.5":4}')
fails("INTERNAL", "use one kind of key", json.encode({ 1, a = 2 }))
fails("INTERNAL", "use one kind of key", json.encode({ a = 2, [7] = 1 }))
fails("INTERNAL", "[2] is nil", json.encode({ 1, nil, 3 }))
fails("INTERNAL", ".deep.list: a sparse array", json.encode({ deep = { list = { [1000000000] = 1 } } }))
fails("INTERNAL", "two keys have the same text", json.encode({ [true] = 1, ["true"] = 2 }))
fails("INTERNAL", "a key of type table", json.encode({ [{}] = 1 }))

-- Order is that of the table, whatever the keys look like; the last of equal keys wins.
local order = {}
for i, key in ipairs({ "b", "10", "__proto__", "2", "a" }) do order[key] = i end
local text = '{"b":1,"10":2,"__proto__":3,"2":4,"a":5}'
assert(json.encode(order) == text)
assert(json.encode(json.decode(text)) == text)
assert(json.encode(json.decode('{"a":1,"b":2,"a":3}')) == '{"a":3,"b":2}')
assert(json.encode(json.decode('{"\\u0032":1,"\\u0031":2}')) == '{"2":1,"1":2}')

-- Empty tables come back as what they were.
assert(json.encode({}) == "[]")
local empties = '{"l":[],"o":{},"n":[{},[]]}'
assert(json.encode(json.decode(empties)) == empties)
assert(json.encode(json.decode('{"gone":null}')) == "{}")
assert(json.encode(json.object({})) == "{}" and json.encode(json.array({})) == "[]")
assert(json.encode(json.array(json.object({}))) == "[]")
assert(not pcall(json.object, 1) and not pcall(json.array))

-- null.
local value, err = json.decode("null")
assert(value == nil and err == nil)
local holes = json.decode('{"a":null,"list":[1,null,3]}')
assert(holes.a == nil and holes.list[2] == nil and holes.list[3] == 3)
assert(json.encode({ json.null, a = nil }) == "[null]")
assert(json.encode(json.null) == "null" and tostring(json.null) == "null" and json.null == json.null)

-- Depth and cycles; the same table twice is no cycle.
local function nested(levels)
    local t = {}
    for _ = 2, levels do t = { t } end
    return t
end
assert(json.encode(nested(128)) == string.rep("[", 128) .. string.rep("]", 128))
fails("INTERNAL", "deeper than 128", json.encode(nested(129)))
assert(json.decode(string.rep("[", 128) .. string.rep("]", 128)))
fails("INTERNAL", "deeper than 128", json.decode(string.rep("[", 129) .. string.rep("]", 129)))
fails("INTERNAL", "deeper than 128", json.decode(string.rep('{"a":', 100000)))
local loop = {}
loop.next = { loop }
fails("INTERNAL", ".next[1]: a table that contains itself", json.encode(loop))
local shared = { 1 }
assert(json.encode({ shared, shared }) == "[[1],[1]]")

-- Metamethods are ignored.
local wrapped = setmetatable({ 1 }, { __index = { x = 1 }, __pairs = error, __len = error, __tojson = error })
assert(json.encode(wrapped) == "[1]")

-- Errors are their text.
local _, empty = json.decode("")
assert(json.encode({ empty }) == '["decode: the text is empty"]')

-- Layout.
assert(json.encode({ 1, { b = {}, a = 2 } }, { indent = 2, sort_keys = true }) == [=[
[
  1,
  {
    "a": 2,
    "b": []
  }
]]=])
assert(json.encode({ ["\u{10000}"] = 1, ["\u{FFFF}"] = 2 }, { sort_keys = true }) == '{"\u{FFFF}":2,"\u{10000}":1}')
fails("INVALID", "indents", json.encode({}, { indents = 2 }))

-- What cannot be decoded.
fails("INVALID", "string expected, got number", json.decode(5))
fails("INVALID", "string expected, got nil", json.decode(nil))
fails("INVALID", "empty", json.decode(""))
for _, bad in ipairs({ "{", "[1,]", "nul", "1 2", "{'a':1}", "[01]", '"\t"', "\u{FEFF}1", "\xff", " ", "[1]]", "NaN" }) do
    fails("INTERNAL", "invalid JSON", json.decode(bad))
end
fails("INTERNAL", "line 2, column 3", json.decode("[1,\n  x]"))

-- A float stays one, however near it comes to a whole number.
for _, text in ipairs { "999999999999999.999999999999999", "9999999.9999999999", "99999999.99999999", "0.99999999999999999" } do
  assert(math.type(json.decode(text)) == "float", text)
  assert(math.type(json.decode("[" .. text .. "]")[1]) == "float", text)
end
