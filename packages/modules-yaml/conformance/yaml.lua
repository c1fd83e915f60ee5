-- What "yaml" promises.
local yaml = require("yaml")

local function fails(kind, part, value, err)
    assert(value == nil, tostring(value))
    assert(err:kind() == kind, err:kind() .. ": " .. tostring(err))
    assert(err:message():find(part, 1, true), err:message())
    assert(err:retryable() == false)
end
local function is(expected, text, err)
    assert(text == expected, tostring(text) .. tostring(err))
    assert(err == nil)
end

-- Encoding.
is("- 1\n- two\n- true\n", yaml.encode({ 1, "two", true }))
is("z: 1\na:\n  list:\n    - 1\n", yaml.encode({ z = 1, a = { list = { 1 } } }))
is("[]\n", yaml.encode({}))
is("a: 2\nb: 1.5\nc: .inf\nd: .nan\n", yaml.encode({ a = 2.0, b = 1.5, c = math.huge, d = 0 / 0 }))
is("- 9223372036854775807\n- -9223372036854775808\n- 9007199254740993\n",
    yaml.encode({ math.maxinteger, math.mininteger, 9007199254740993 }))
is('- "1"\n- "true"\n- "null"\n- "yes"\n- ""\n- "a: b"\n- |\n  two\n  lines\n',
    yaml.encode({ "1", "true", "null", "yes", "", "a: b", "two\nlines\n" }))
is("- " .. string.rep("long ", 50) .. "end\n", yaml.encode({ string.rep("long ", 50) .. "end" }))
is('"true": 1\n"-1": 2\n"1.5": 3\n', yaml.encode({ [true] = 1, [-1] = 2, [1.5] = 3 }))
is("f: null\n", yaml.encode({ f = print }))
local _, empty = yaml.decode("")
is('- "decode: the text is empty"\n', yaml.encode({ empty }))
local shared = { 1 }
is("- - 1\n- - 1\n", yaml.encode({ shared, shared }))

-- Order of keys, at every level.
local order = {}
for _, key in ipairs({ "b", "10", "__proto__", "2", "a" }) do order[key] = { y = 1, x = 2 } end
local function keys(options)
    local found = {}
    for key in assert(yaml.encode(order, options)):gmatch("([%w_]+)\"?:") do found[#found + 1] = key end
    return table.concat(found, " ")
end
assert(keys() == "b y x 10 y x __proto__ y x 2 y x a y x")
assert(keys({ sort_unordered = true }) == "10 x y 2 x y __proto__ x y a x y b x y")
assert(keys({ field_order = { "a", "x", "none" } }) == "a x y b x y 10 x y __proto__ x y 2 x y")
assert(keys({ field_order = { "b" }, sort_unordered = true }) == "b x y 10 x y 2 x y __proto__ x y a x y")
is("- b: 1\n  a: 2\n", yaml.encode({ { a = 2, b = 1 } }, { field_order = { "b" } }))

-- What cannot be encoded.
fails("INVALID", "table expected, got string", yaml.encode("text"))
fails("INVALID", "table expected, got nil", yaml.encode(nil))
fails("INVALID", "unknown key 'order': expected field_order, sort_unordered", yaml.encode({}, { order = {} }))
fails("INVALID", "unknown key 'field_ordr'; did you mean 'field_order'?", yaml.encode({}, { field_ordr = {} }))
fails("INTERNAL", "use one kind of key", yaml.encode({ 1, a = 2 }))
fails("INTERNAL", ".a: a sparse array", yaml.encode({ a = { 1, nil, 3 } }))
local loop = {}
loop.next = loop
fails("INTERNAL", "a table that contains itself", yaml.encode(loop))
fails("INTERNAL", ".a[1]: a string that is not UTF-8", yaml.encode({ a = { "a\xffb" } }))
fails("INTERNAL", "a key that is not UTF-8", yaml.encode({ ["\xff"] = 1 }))
local deep = {}
for _ = 1, 128 do deep = { deep } end
fails("INTERNAL", "deeper than 128", yaml.encode(deep))
assert(yaml.encode(deep[1]))

-- Decoding: the core schema of YAML 1.2.
local t = yaml.decode([[
int: 42
hex: 0x1F
octal: 0o17
big: 9007199254740993
max: 9223372036854775807
beyond: 9223372036854775808
float: 2.0
exponent: 1e3
inf: -.inf
nan: .nan
yes: yes
truth: true
time: 2001-12-14t21:59:43Z
date: 2001-12-14
none: ~
text: "a\u00e9"
block: |
  two
  lines
list: [1, null, 3]
1: number
true: boolean
]])
assert(t.int == 42 and math.type(t.int) == "integer" and t.hex == 31 and t.octal == 15)
assert(t.big == 9007199254740993 and t.max == math.maxinteger)
assert(math.type(t.beyond) == "float" and math.type(t.float) == "float" and math.type(t.exponent) == "float")
assert(t.inf == -math.huge and t.nan ~= t.nan)
assert(t.yes == "yes" and t.truth == true)
assert(t.time == "2001-12-14t21:59:43Z" and t.date == "2001-12-14")
assert(t.none == nil and t.text == "aé" and t.block == "two\nlines\n")
assert(t.list[1] == 1 and t.list[2] == nil and t.list[3] == 3)
assert(t["1"] == "number" and t["true"] == "boolean")
assert(yaml.decode("%YAML 1.1\n---\nyes") == "yes")

-- Round trips: order of keys, empty tables, 64 bit.
local text = 'b: 1\n"10": []\n__proto__: {}\n"2": 9223372036854775807\n'
is(text, yaml.encode(yaml.decode(text)))

-- Only the first document counts.
assert(yaml.decode("--- 1\n--- 2\n") == 1)
assert(yaml.decode("a: 1\n---\n: : bad [").a == 1)
local value, err = yaml.decode("# nothing\n")
assert(value == nil and err == nil)
value, err = yaml.decode("null")
assert(value == nil and err == nil)

-- Anchors, aliases, merge keys.
t = yaml.decode("base: &b {x: 1, y: 2}\ncopy: *b\nmore: {<<: *b, y: 3, z: 4}\nboth: {<<: [{x: 9}, *b]}\n'<<': plain")
assert(t.copy.x == 1 and t.copy ~= t.base)
assert(t.more.x == 1 and t.more.y == 3 and t.more.z == 4)
assert(t.both.x == 9 and t.both.y == 2 and t["<<"] == "plain")
t = yaml.decode("- &a 1\n- *a\n- &a 2\n- *a")
assert(t[2] == 1 and t[4] == 2)
fails("INTERNAL", "lias", yaml.decode("- *none"))
fails("INTERNAL", "contains itself", yaml.decode("&a [*a]"))
fails("INTERNAL", "merge key", yaml.decode("a: {<<: 1}"))

-- Expansion is bounded: 10 000 nodes pass, a bomb does not.
local list = "base: &b [" .. string.rep("1,", 99) .. "]\nlist: ["
assert(#yaml.decode(list .. string.rep("*b,", 100) .. "]").list == 100)
fails("INTERNAL", "more than 10000", yaml.decode(list .. string.rep("*b,", 101) .. "]"))
local bomb = { "a0: &a0 [x, x, x, x, x, x, x, x, x, x]" }
for i = 1, 9 do bomb[#bomb + 1] = ("a%d: &a%d [%s]"):format(i, i, string.rep("*a" .. i - 1 .. ",", 9)) end
fails("INTERNAL", "more than 10000", yaml.decode(table.concat(bomb, "\n")))
assert(#yaml.decode("[" .. string.rep("1,", 12000) .. "]") == 12000)

-- What cannot be decoded.
fails("INVALID", "string expected, got number", yaml.decode(5))
fails("INVALID", "empty", yaml.decode(""))
fails("INTERNAL", "line 3, column 1", yaml.decode("a: 1\nb: [1, 2\nc: 3"))
fails("INTERNAL", "line 1, column 4", yaml.decode("a: !money 5"))
fails("INTERNAL", "tag", yaml.decode("!!timestamp 2001-12-14"))
fails("INTERNAL", 'the key "a" stands twice in one map at line 2, column 1', yaml.decode("a: 1\na: 2"))
-- Keys are text as it is written, and unique as that.
local written = { "12e03", "1.10", "0x1F", "1.1", "31", "-0", "+1", "TRUE", "10513478508167781E58455", "11193430644352832E11281" }
t = yaml.decode(table.concat(written, ": 1\n") .. ": 1")
for _, key in ipairs(written) do assert(t[key] == 1, key) t[key] = nil end
assert(next(t) == nil)
assert(yaml.decode("&k 1.10: a\nx: {*k : b}").x["1.10"] == "b" and yaml.decode("!!int 2: a")["2"] == "a")
assert(yaml.decode("x: &k a\n*k : 1").a == 1)
fails("INTERNAL", 'the key "true" stands twice', yaml.decode('true: 1\n"true": 2'))
fails("INTERNAL", 'the key "12" stands twice', yaml.decode("12: 1\nb: 2\n? |-\n  12\n: 3"))
fails("INTERNAL", "a key must be", yaml.decode("~: 1"))
fails("INTERNAL", "a key must be", yaml.decode("? [1, 2]\n: x"))
fails("INTERNAL", "not UTF-8", yaml.decode("a: \xff"))
fails("INTERNAL", "half a surrogate pair in the text at line 2, column 4", yaml.decode('a: 1\nb: "\\ud800"'))
fails("INTERNAL", "half a surrogate pair in the text at line 1, column 1", yaml.decode('"\\ud800": 1'))
fails("INTERNAL", "deeper than 128", yaml.decode(string.rep("[", 129) .. string.rep("]", 129)))
fails("INTERNAL", "deeper than 128", yaml.decode(string.rep("[", 20000) .. string.rep("]", 20000)))
assert(yaml.decode(string.rep("[", 128) .. string.rep("]", 128)))
