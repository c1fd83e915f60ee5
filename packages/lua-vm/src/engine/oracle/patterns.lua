-- Random patterns on random texts, as find, match, gsub and gmatch see them. In front of it stand SEED and COUNT.
local seed = SEED
local function rnd(n) seed = (seed * 1103515245 + 12345) % 2147483648 return (seed // 65536) % n + 1 end
local atoms = { "a", "b", "x", ".", "%a", "%d", "[ab]", "[^a]", "%w", "(", ")", "()", "%1", "%2", "%b()", "%bxy", "%f[%a]", "^", "$", "[a-c]", "%s", "%", "[", "-", "%(", "%)", " " }
local sufs = { "", "", "", "*", "+", "-", "?" }
local chars = { "a", "b", "x", "y", "(", ")", "1", " ", "c" }
local out = {}
local function show(...) local t = table.pack(...) for i = 1, t.n do t[i] = tostring(t[i]) end return table.concat(t, "|") end
for i = 1, COUNT do
  local p = {}
  for j = 1, rnd(7) do p[j] = atoms[rnd(#atoms)] .. sufs[rnd(#sufs)] end
  p = table.concat(p)
  local s = {}
  for j = 1, rnd(12) do s[j] = chars[rnd(#chars)] end
  s = table.concat(s)
  local r = show(pcall(string.find, s, p, rnd(4) - 1)) .. ";" .. show(pcall(string.match, s, p)) .. ";" .. show(pcall(string.gsub, s, p, "<%0>", rnd(3)))
    .. ";" .. show(pcall(string.gsub, s, p, function(...) return select("#", ...) > 1 and "!" or nil end))
    .. ";" .. show(pcall(function() local n = {} for a, b in string.gmatch(s, p) do n[#n + 1] = tostring(a) .. tostring(b) if #n > 20 then break end end return table.concat(n, ",") end))
  out[#out + 1] = s .. " " .. p .. " -> " .. r
end
write(table.concat(out, "\n"))
