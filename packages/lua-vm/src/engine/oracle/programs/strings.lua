--- bytes are told apart
print("\1\35" == "\18\3", "\n" < "A", "a\0b" < "a\0c", "a" < "a\0", "" < "\0", "\xff" > "z", "Z" < "a", "\127" < "\128")
local t = {} t["\1\35"] = 1 t["\18\3"] = 2 t["\0"] = 3 t[""] = 4 print(t["\1\35"], t["\18\3"], t["\0"], t[""], #"\0\0")
--- escapes
show("\a\b\f\n\r\t\v\\\"\'\65\065\x41\u{41}\u{7ff}\u{ffff}\u{10ffff}\z
      end")
show([[
first newline dropped]], [==[a]]b]==])
--- long concatenations
local s = "" for i = 1, 200 do s = s .. i .. "," end print(#s, s:sub(1, 20), s:sub(-10))
local parts = {} for i = 1, 50 do parts[#parts + 1] = ("x"):rep(i) end print(#table.concat(parts), #table.concat(parts, "--"))
print(1 .. 2, 1.5 .. "", "a" .. 1 .. "b" .. 2.0, -1 .. "")
--- format numbers
print(string.format("%d %5d %-5d| %05d %+d % d %.3d %i", 42, 42, 42, 42, 42, 42, 42, -42))
print(string.format("%x %X %#x %o %#o %u %08x", 255, 255, 255, 8, 8, 3, 48879), string.format("%x %o %u", -1, -1, -1))
print(string.format("%d %d %x", math.maxinteger, math.mininteger, math.mininteger), string.format("%.20d|%25d|%-25d|", 123, 456, 789))
print(string.format("%f %.2f %10.3f %-10.1f| %+.1f %e %.3e %E %g %g %g %G %.10g %#g", 1/3, 2.345, 3.14159, 2.5, 1.25, 12345.678, 0.00012, 1e100, 1e20, 0.0001, 1e-5, 1e-10, 1/3, 1))
print(string.format("%.0f %.0f %.0f %.0f %.1f %.1f %.2f", 0.5, 1.5, 2.5, 3.5, 0.25, 0.35, 1.005), string.format("%5.1f|%-8.2f|%08.3f", -0.05, -1.5, -2.25))
print(string.format("%a %A %.2a %a %a", 1, 255.5, 1/3, -0.0, 0.5), string.format("%f %g %e %.1f", math.huge, -math.huge, math.huge, 1e300 * 1e10), string.format("%.99f", 0.1):sub(1, 60))
print(string.format("%.14g %.17g %.3g %.0g %g", 0.1, 0.1, 123456, 15, 100000), string.format("%g %g %g", 1e15, 123456789, 0.1 + 0.2), string.format("%10.4s|%-10s|%.0s|", "abcdef", "ab", "gone"))
--- format mistakes
for _, f in ipairs { "%", "%y", "%10", "%123d", "%.123d", "%-+ #0-d", "%d", "%s %s", "%5c", "%q %q" } do print(f, pcall(string.format, f, 65)) end
print(pcall(string.format, "%d", 1.5)); print(pcall(string.format, "%d", "x")); print(pcall(string.format, "%d", "10")); print(pcall(string.format, "%s")); print(pcall(string.format, "%5s", "a\0b")); print(pcall(string.format, "%q", {}))
--- format anything with s
print(string.format("%s %s %s %s %s", nil, true, 1, 1.5, "x"), string.format("%s", setmetatable({}, { __tostring = function() return "meta" end })))
print(pcall(string.format, "%s", setmetatable({}, { __tostring = function() return 1 end })), string.format("%c%c%c", 72, 105, 33), ("%5s%%"):format("x"))
--- quote
print(string.format("%q", "a\nb\r\0c\"d\\e\1271\200"), string.format("%q %q %q %q", 1, 1.5, math.mininteger, 1e100), string.format("%q", nil), string.format("%q", false))
print(load("return " .. string.format("%q", "a\nb\0c\"\\\r\n\26"))() == "a\nb\0c\"\\\r\n\26", load("return " .. string.format("%q", 0.1))() == 0.1)
--- find
print(("hello world"):find("wor"), ("hello"):find("l"), ("hello"):find("xyz"), ("hello"):find(""), ("hello"):find("", 10), ("hello"):find("", 6))
print(("a.b"):find(".", 1, true), ("a.b"):find("%."), ("hello"):find("l", -2), ("hello"):find("h", -100), ("a+b"):find("+", 1, true), ("x"):find("x", 2))
print(("key=val"):find("(%w+)=(%w+)"), ("abc"):find("()b()"), ("abc"):find("^b"), ("abc"):find("b$"), ("abc"):find("c$"), ("a\0b"):find("\0"), ("a\0b"):find("%z"))
--- match
print(("  trim "):match("^%s*(.-)%s*$") .. "|", ("2026-11-23"):match("(%d+)-(%d+)-(%d+)"), ("abc"):match(".-"), ("abc"):match("a-b"), ("aaa"):match("a-$"))
print(("f(a(b)c)d"):match("%b()"), ("THE (quick) fox"):find("%((%a+)%)"), ("hello"):match("(h)(e)(l+)"), ("x"):match("()"), ("[[x]]"):match("%[%[(.*)%]%]"))
print(("THE (quick) fox"):gsub("%f[%a]%a+", string.lower), ("foo.bar"):match("^(.-)%.(.*)$"), ("abcabc"):match("(abc)%1"), ("abc"):match("[a-b]+"), ("a-b"):match("[a%-]+"), ("]"):match("[]]"), ("^"):match("[%^]"), ("a^"):match("[a^]+"))
--- gmatch
for w in ("one two  three"):gmatch("%a+") do print(w) end
for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do print(k, v) end
for p in ("abc"):gmatch("()") do print(p) end
for s in ("aXbX"):gmatch("(.-)X") do print(s) end
local n = 0 for _ in (""):gmatch(".*") do n = n + 1 end print(n)
--- gsub
print(("hello"):gsub("l", "L"), ("hello"):gsub("l", "L", 1), ("hello"):gsub("", "-"), ("abc"):gsub("%w", "%0%0"), ("abc"):gsub("(a)(b)", "%2%1"), ("hello world"):gsub("o", { o = "0" }))
print(("$name is $age"):gsub("%$(%w+)", { name = "Lua", age = 30 }), ("abc"):gsub(".", function(c) if c == "b" then return false end return c:upper() end), ("abc"):gsub("b", "%%"), ("x"):gsub("x", function() end))
print(pcall(string.gsub, "x", "x", "%9")); print(pcall(string.gsub, "x", "x", "%a")); print(pcall(string.gsub, "x", "x")); print(pcall(string.gsub, "x", "x", function() return {} end)); print(pcall(string.gsub, "x", "(", "")); print(pcall(string.gsub, "x", "%", ""))
print(("abc"):gsub("^a", "x"), ("aaa"):gsub("^a", "x"), ("abc"):gsub("c$", "x"), ("a.b.c"):gsub("%.", "/"), (" a b "):gsub("^%s+", ""))
--- pattern mistakes
for _, p in ipairs { "[a", "[]", "[^]", "%", "(a", "a)", "%b", "%bx", "%f", "(()", "%1", "(%1)", "[%", "[a-", "%f[", "[[:alpha:]]" } do print(p, pcall(string.find, "abc", p)) end
print(pcall(string.rep, "x", 1 << 40)); print(pcall(string.find, ("a"):rep(300000), (".-"):rep(300) .. "b"))
--- classes
for _, c in ipairs { "a", "c", "d", "g", "l", "p", "s", "u", "w", "x", "A", "D", "S", "W" } do
  local n, first = 0, nil
  for i = 0, 255 do if string.char(i):match("%" .. c) then n = n + 1 first = first or i end end
  print(c, n, first)
end
--- case and bytes
print(("MiXeD 123 \xe9"):upper() == "MIXED 123 \xe9", ("ÀÉ"):lower() == "ÀÉ", ("abc"):reverse(), (""):reverse(), ("abc"):byte(1, -1)) print(("abc"):byte(10), string.char(), string.char(72, 0, 255) == "H\0\255", ("x"):len(), #"äöü")
print(("x"):rep(0), ("x"):rep(-1), ("ab"):rep(3, ","), (""):rep(1000000), ("x"):rep(1, "sep"), #("abc"):rep(1000, "--"))
--- methods and indexing
local s = "abc" print(s:len(), ("x").rep("y", 2), s.len, #s:upper()) print(pcall(function() return s.x.y end)); print(pcall(function() return s:nope() end)); print(pcall(function() s.x = 1 end)); print(s[1], getmetatable("").__index == string)
--- utf8
print(utf8.char(72, 228, 8364, 0x1F600), utf8.len("häß€😀"), utf8.codepoint("häß", 1, -1)) print(utf8.len("\xff"), utf8.len("abc", 4), utf8.offset("häß", 3), utf8.offset("häß", -1), utf8.offset("abc", 5)) for p, c in utf8.codes("aé€") do print(p, c) end
print(pcall(utf8.codepoint, "\xff")); print(pcall(utf8.len, "abc", 5)); print(pcall(utf8.char, -1)); print(pcall(utf8.offset, "ä", 1, 2)); print(pcall(function() for _ in utf8.codes("a\xffb") do end end)) for c in ("aé€"):gmatch(utf8.charpattern) do print(#c) end
--- comparison mistakes
print(pcall(function() return "a" < 1 end)); print(pcall(function() return {} < {} end)); print(pcall(function() return nil < 1 end)); print(pcall(function() return "10" < 9 end)); print("10" == 10, "10" < "9")
