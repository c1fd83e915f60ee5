--- wraparound
print(math.maxinteger + 1 == math.mininteger, math.mininteger - 1 == math.maxinteger)
print(math.maxinteger * 2, math.mininteger * -1, -math.mininteger, math.abs(math.mininteger))
print(2147483647 + 1, -2147483648 - 1, 100000 * 100000, 4294967296 * 4294967296)
--- division by zero
for _, op in ipairs { "1 // 0", "1 % 0", "math.mininteger // 0", "0 // 0", "1 // 0.0", "-1 // 0.0", "1 % 0.0", "0/0 == 0/0", "1 % math.huge", "-1 % math.huge", "math.mininteger // -1", "math.mininteger % -1" } do
  print(op, pcall(load("return " .. op)))
end
--- floor and modulo signs
for _, a in ipairs { 7, -7, 7.5, -7.5, math.maxinteger, math.mininteger } do
  for _, b in ipairs { 2, -2, 3, -3, 0.5, -0.5, math.maxinteger } do
    print(a, b, a // b, a % b)
  end
end
--- shifts
for _, x in ipairs { 1, -1, 0x7fffffffffffffff, math.mininteger, 0xdeadbeef } do
  for _, n in ipairs { 0, 1, 31, 32, 33, 62, 63, 64, 65, 1000, -1, -31, -32, -33, -63, -64, -65, math.maxinteger, math.mininteger } do
    print(x, n, x << n, x >> n)
  end
end
--- shifts fold the same
local one, n63, n64, m1 = 1, 63, 64, -1
print(1 << 63, one << n63, 1 << 64, one << n64, 1 << -1, one << m1, -1 >> 1, m1 >> one, -1 >> 63, m1 >> n63)
--- bitwise of floats and strings
print(3.0 | 0, "7" & 3, 2^53 | 0, ~0.0, "0x10" ~ 1, -1 & 0xffffffff)
print(pcall(function() return 1.5 | 0 end))
print(pcall(function() return 2^63 | 0 end))
print(pcall(function() return "a" | 0 end))
print(pcall(function() return "1.5" | 0 end))
print(pcall(function() return {} | 0 end))
print(pcall(function() return 1 << nil end))
--- comparisons near 2^53
local i, f = 1 << 53, 2.0^53
print(i == f, i + 1 == f, i + 1 > f, i - 1 < f, i + 1 <= f, f < i + 1, f >= i + 1, f + 1 == f)
print((1 << 53) + 1 == 2.0^53 + 1, 9007199254740993 == 9007199254740992.0, 9007199254740993 > 9007199254740992.0)
--- comparisons near 2^63
print(math.maxinteger < 2.0^63, math.maxinteger + 0.0 == 2.0^63, math.maxinteger == 2.0^63, math.mininteger == -2.0^63)
print(math.mininteger <= -2.0^63, math.mininteger < -2.0^63, math.maxinteger >= 2.0^63, 2.0^63 > math.maxinteger)
print(math.maxinteger < math.huge, math.mininteger > -math.huge, math.maxinteger < 0/0, 0/0 < math.maxinteger, math.maxinteger ~= 0/0)
--- table keys
local t = {}
t[1 << 53] = "a"; t[2.0^53] = "b"; t[(1 << 53) + 1] = "c"; t[1 << 62] = "d"; t[2.0^62] = "e"; t[-0.0] = "z"; t[3.0] = "three"
print(t[9007199254740992], t[9007199254740993], t[4611686018427387904], t[0], t[3], t[2.0^63], math.type(next({ [2.0^53] = 1 })))
t[2.0^63] = "big"; t[math.mininteger] = "min"; print(t[2.0^63], t[-2.0^63], t[math.maxinteger])
print(pcall(function() t[0/0] = 1 end)); print(pcall(function() t[nil] = 1 end)); print(t[nil], t[0/0])
--- numeric for at the ends
for i = math.maxinteger - 2, math.maxinteger - 1 do print(i) end
for i = math.mininteger + 2, math.mininteger + 1, -1 do print(i) end
for i = math.maxinteger - 1, 2^70 do print(i) if i < 0 or i == math.maxinteger then break end end
for i = 1, 0 do print("never") end
for i = 3, 1, -1 do print(i) end
for i = 1, 3.9 do print(i) end
for i = -1, -3.9, -1 do print(i) end
for i = 1.0, 3 do print(i) end
for i = 1, 2, 0.5 do print(i) end
for i = 1, math.huge do if i > 3 then break end print(i) end
for i = 1, -math.huge do print("never") end
for i = 1, 0/0 do print("never") end
--- numeric for mistakes
print(pcall(function() for i = "a", 2 do end end))
print(pcall(function() for i = 1, {} do end end))
print(pcall(function() for i = 1, 2, {} do end end))
local n = 0 for i = "1", 2 do n = n + i end print(n)
--- steps across the border
local c = 0
for i = 9007199254740988, 9007199254740996, 2 do c = c + 1 print(i, i // 2, i % 10) end
for i = -9007199254740990, -9007199254740994, -1 do print(i) end
print(c)
--- literals
print(9223372036854775807, 9223372036854775808, -9223372036854775808, 0xffffffffffffffff, 0x1ffffffffffffffff, 0x7fffffffffffffff)
print(1e308 * 10, -1e308 * 10, 0x1p4, 0x.8p1, 0xA.8, 1e2, .5, 3., 5e-324, 0x1p-1074, 1e-400)
--- conversions from strings
for _, s in ipairs { "10", "0x10", "-0x10", "1e1", " 10 ", "10a", "", " ", "0x", "1e", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "0xffffffffffffffff", "0x1ffffffffffffffff", "1.", ".5", ".", "inf", "nan", "1 2", "0x1p4", "0x.1", "1_0", "\t10\n", "10\0" } do
  show(s, tonumber(s), math.type(tonumber(s)))
end
--- conversions with a base
for _, c in ipairs { { "ff", 16 }, { "FF", 16 }, { "-ff", 16 }, { "zz", 36 }, { "8", 8 }, { "", 10 }, { "1.5", 10 }, { " 11 ", 2 }, { "7fffffffffffffff", 16 }, { "ffffffffffffffff", 16 }, { "1ffffffffffffffff", 16 }, { "9223372036854775808", 10 }, { "1e1", 16 }, { "-", 10 }, { "- 1", 10 } } do
  show(c[1], c[2], tonumber(c[1], c[2]))
end
print(pcall(tonumber, "1", 1)); print(pcall(tonumber, "1", 37)); print(pcall(tonumber, 1, 10)); print(pcall(tonumber))
--- conversions to strings
print(1, 1.0, -0.0, 0.0, 1e15, 1e14, 1e16, 123456789012345.0, 2^53, 2^63, 1e100, 0.1, 1/3, 100.0, 1e-5, 12345678.9)
print(tostring(math.maxinteger), tostring(math.mininteger), 1 .. "", 1.0 .. "", -0.0 .. "", 2^63 .. "")
--- math functions on big integers
print(math.tointeger(2.0^53), math.tointeger(2.0^63), math.tointeger(-2.0^63), math.tointeger(3.5), math.tointeger("8"), math.tointeger({}))
print(math.floor(2.0^62), math.floor(2.0^63), math.ceil(-2.0^63), math.floor(-3.5), math.ceil(-3.5), math.floor(5))
print(math.ult(1, -1), math.ult(-1, 1), math.ult(math.maxinteger, math.mininteger), math.ult(2, 2))
print(math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(math.mininteger, -1), math.fmod(7.5, 2), math.fmod(-7.5, 2), pcall(math.fmod, 1, 0))
print(math.max(1, 2.5), math.max(2, 2.0), math.min(1, -math.huge), math.max(math.maxinteger, 2.0^63), math.type(math.max(1, 1.0)))
print(math.type(1), math.type(1.0), math.type("1"), pcall(math.type))
--- accumulators beyond 2^53
local a, b = 1, 1
for i = 1, 100 do a, b = b, a + b end
print(a, b)
local f = 1
for i = 1, 30 do f = f * i end
print(f)
local h = 0xcbf29ce484222325
for c in ("durable"):gmatch(".") do h = (h ~ c:byte()) * 0x100000001b3 end
print(h, string.format("%x", h))
local x = 42
for i = 1, 20 do x = x * 6364136223846793005 + 1442695040888963407 end
print(x, x >> 33, x // 1000, x % 1000)
--- mixed arithmetic
print(1 + 1.0, 3 / 2, 4 / 2, 7 // 2.0, 2^2, 10 % 3.0, -7 // 2.0, 5 // -2, "10" + 5, "3" * "4", "10" // "3", -"2", 10 .. 20)
print(pcall(function() return "a" + 1 end)); print(pcall(function() return {} + 1 end)); print(pcall(function() return nil .. "x" end))
--- packing
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<i8", math.mininteger)), hex(string.pack(">i8", math.maxinteger)), hex(string.pack("<j", -2)), hex(string.pack("<i3", -2)))
print(string.unpack("<i8", string.pack("<i8", math.mininteger)), string.unpack(">I8", string.rep("\255", 8)), string.unpack("<i16", string.pack("<i16", -3)))
print(pcall(string.pack, "i1", 128)); print(pcall(string.pack, "I1", 256)); print(pcall(string.pack, "I1", -1)); print(pcall(string.unpack, "<I9", string.rep("\255", 9)))
print(pcall(string.pack, "i17", 1)); print(pcall(string.pack, "y", 1)); print(string.packsize("i1i8"), string.packsize("!8i1i8"), pcall(string.packsize, "s"))
--- string arguments
print(("hello"):sub(2, math.maxinteger), ("hello"):sub(math.mininteger, 2), ("hello"):sub(-3, -2), ("hello"):sub(4, 2), ("hello"):byte(math.maxinteger))
print(pcall(string.rep, "x", 1.5)); print(pcall(string.sub, "x", "a")); print(("x"):rep(3.0), ("abc"):sub("2"), pcall(string.char, 256), pcall(string.char, -1))
print(select(2, "a", "b"), select(-1, "a", "b"), pcall(select, 0)); print(select("#", nil, nil), (select(math.maxinteger, 1)))
--- table arguments
print(#table.pack(table.unpack({ 1, 2, 3 }, -1, 4)), pcall(table.unpack, {}, 1, 1e8)); print(pcall(table.unpack, {}, math.mininteger, math.maxinteger))
print(table.unpack({ 1, 2 }, math.maxinteger, math.maxinteger - 1), pcall(table.insert, { 1 }, 5, 2)); print(pcall(table.insert, { 1 }, 1.5, 2)); print(pcall(table.insert, {}, 1, 2, 3)); print(pcall(table.remove, { 1 }, 5))
print(table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), ","), pcall(table.move, {}, 1, math.maxinteger, 2)); print(pcall(table.move, {}, -1, math.maxinteger, 2))
print(table.concat({ 1, 2.5, 3 }, ", "), pcall(table.concat, { 1, {}, 3 })); print(table.concat({}, "x"), table.concat({ 1, 2, 3 }, "-", 2, 3), pcall(table.concat, { 1 }, "", 1, 2))
