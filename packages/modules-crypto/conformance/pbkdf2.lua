-- Keys from passwords. RFC 7914 for SHA-256; the others as OpenSSL gives them.
local crypto = require("crypto")

local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end

local key, err = crypto.pbkdf2("passwd", "salt", 1, 64)
assert(err == nil and hex(key) == "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
  .. "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783")
assert(hex(crypto.pbkdf2("password", "salt", 4096, 32, "sha256"))
  == "c5e478d59288c841aa530db6845c4c8d962893a001ce4e11a4963873aa98134a")
assert(hex(crypto.pbkdf2("passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, 40))
  == "348c89dbcbd32b2f32d814b8116e84cf2b17347ebc1800181c4e2a1fb8dd53e1c635518c7dac47e9")
assert(hex(crypto.pbkdf2("pass\0word", "sa\0lt", 4096, 16)) == "89b69d0516f829893c696226650a8687")
assert(hex(crypto.pbkdf2("password", "salt", 2, 64, "sha512")) == "e1d9c16aa681708a45f5c7c4e215ceb66e011a2e9f0040713f18aefdb866d53c"
  .. "f76cab2868a39b9f7840edce4fef5a82be67335c77a6068e04112754f27ccf4e")
assert(hex(crypto.pbkdf2("password", "salt", 4096, 20, "sha512")) == "d197b1b33db0143e018b12f3d1d1479e6cdebdcc")
assert(#crypto.pbkdf2("p", "s", 1, 1) == 1 and #crypto.pbkdf2("p", "s", 1.0, 1000) == 1000)

local function returned(word, ...)
  local v, why = crypto.pbkdf2(...)
  assert(v == nil and why:kind() == "INVALID" and why:retryable() == false, tostring(why))
  assert(why:message():find(word, 1, true) and not why:message():find("hunter2", 1, true), why:message())
end
for _, n in ipairs { 0, -1, 10000001, math.maxinteger } do returned(n == math.maxinteger and "range" or "iterations", "hunter2", "salt", n, 32) end
for _, n in ipairs { 0, -1, 1048577 } do returned("length", "hunter2", "salt", 1, n) end
returned("password", "", "salt", 1, 32)
returned("salt", "hunter2", "", 1, 32)
for _, hash in ipairs { "md5", "SHA256", "", "toString", "hunter2" } do returned("expected sha256 or sha512", "hunter2", "salt", 1, 32, hash) end

local function raised(part, ...)
  local ok, why = pcall(crypto.pbkdf2, ...)
  assert(not ok and type(why) == "string" and why:find(part, 1, true), tostring(why))
end
raised("string expected, got no value")
raised("string expected, got table", "p", {}, 1, 1)
raised("integer expected, got no value", "p", "s")
raised("no integer representation", "p", "s", 1.5, 1)
raised("string expected, got table", "p", "s", 1, 1, {})
