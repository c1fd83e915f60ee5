-- Tokens signed with a shared secret.
local crypto = require("crypto")
local encode, verify = crypto.jwt.encode, crypto.jwt.verify

local SECRET = "hunter2 hunter2 hunter2 hunter2!"

local function fails(kind, word, v, err)
  assert(v == nil and err:kind() == kind and err:retryable() == false, tostring(err))
  assert(err:message():find(word, 1, true), err:message())
  assert(not err:message():find("hunter", 1, true) and not err:message():find("joe", 1, true), err:message())
end

-- RFC 7515, A.1: right, and long over.
local RFC_KEY = "\x03\x23\x35\x4b\x2b\x0f\xa5\xbc\x83\x7e\x06\x65\x77\x7b\xa6\x8f\x5a\xb3\x28\xe6\xf0\x54\xc9\x28\xa9\x0f\x84\xb2\xd2\x50\x2e\xbf"
  .. "\xd3\xfb\x5a\x92\xd2\x06\x47\xef\x96\x8a\xb4\xc3\x77\x62\x3d\x22\x3d\x2e\x21\x72\x05\x2e\x4f\x08\xc0\xcd\x9a\xf5\x67\xd0\x80\xa3"
local RFC = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
fails("INTERNAL", "expired", verify(RFC .. ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", RFC_KEY))
fails("INTERNAL", "signature", verify(RFC .. ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXg", RFC_KEY))

-- Written as the table has it.
local token, err = encode({ sub = "joe", big = math.maxinteger, low = math.mininteger, n = 2.0 }, SECRET)
assert(err == nil)
-- {"alg":"HS256","typ":"JWT"}.{"sub":"joe","big":9223372036854775807,"low":-9223372036854775808,"n":2}
assert(token:match("^(.*)%.") == "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
  .. ".eyJzdWIiOiJqb2UiLCJiaWciOjkyMjMzNzIwMzY4NTQ3NzU4MDcsImxvdyI6LTkyMjMzNzIwMzY4NTQ3NzU4MDgsIm4iOjJ9")
assert(encode({ sub = "joe", big = math.maxinteger, low = math.mininteger, n = 2.0 }, SECRET, "HS256") == token)
assert(encode({}, SECRET):match("%.(.*)%.") == "e30")

-- What went in comes out.
for _, alg in ipairs { "HS256", "HS384", "HS512" } do
  local claims = { sub = "joe", exp = 2^40, big = 9007199254740993, part = 0.5, yes = true, no = false, list = { 1, { x = "y" } }, empty = {} }
  local back, why = verify(assert(encode(claims, SECRET, alg)), SECRET, alg)
  assert(why == nil and back.sub == "joe" and back.big == 9007199254740993 and math.type(back.big) == "integer")
  assert(math.type(back.exp) == "integer" and back.part == 0.5 and back.yes == true and back.no == false)
  assert(back.list[1] == 1 and back.list[2].x == "y" and next(back.empty) == nil)
  local names = {}
  for name in pairs(back) do names[#names + 1] = name end
  assert(table.concat(names, " ") == "sub exp big part yes no list empty")
  for _, other in ipairs { "HS256", "HS384", "HS512" } do
    if other ~= alg then fails("INTERNAL", "alg", verify(encode(claims, SECRET, alg), SECRET, other)) end
  end
end

-- The header.
local claims = { sub = "joe", _header = { kid = "k-1", typ = "at+jwt" } }
local headed = assert(encode(claims, SECRET))
assert(headed:match("^[^.]*") == "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImstMSJ9" and claims._header.kid == "k-1")
assert(verify(headed, SECRET, nil, false)._header == nil)
assert(encode({ _header = {} }, SECRET) == encode({}, SECRET))
assert(encode({ _header = { alg = "HS256" } }, SECRET) == encode({}, SECRET))
fails("INVALID", "_header.alg", encode({ _header = { alg = "none" } }, SECRET))
fails("INVALID", "_header", encode({ _header = "hunter2" }, SECRET))
fails("INVALID", "_header", encode({ _header = { 1, 2 } }, SECRET))
fails("INTERNAL", "crit", verify(encode({ _header = { crit = { "b64" } } }, SECRET), SECRET, nil, false))

-- What is no JSON.
fails("INVALID", "claims.x", encode({ x = "joe\255" }, SECRET))
fails("INVALID", "x", encode({ x = print }, SECRET))
fails("INVALID", "x", encode({ x = 0/0 }, SECRET))
fails("INVALID", "x", encode({ x = { 1, nil, 3, a = 1 } }, SECRET))
fails("INVALID", "key", encode({ 1, 2 }, SECRET))

-- Keys and algorithms.
fails("INVALID", "empty", encode({}, ""))
fails("INVALID", "empty", verify(token, ""))
for _, alg in ipairs { "none", "None", "", "hs256", "ES256", "toString", "hunter2" } do
  fails("INVALID", "unknown alg", encode({}, SECRET, alg))
  fails("INVALID", "unknown alg", verify(token, SECRET, alg))
end
fails("INTERNAL", "signature", verify(token, "another", nil, false))
-- {"alg":"none"}, as it is tried again and again.
for _, signature in ipairs { "", "AA" } do
  fails("INTERNAL", "alg", verify("eyJhbGciOiJub25lIn0.eyJzdWIiOiJqb2UifQ." .. signature, SECRET, "HS256", false))
end

-- Tokens that are none.
local a, b, c = token:match("^(.*)%.(.*)%.(.*)$")
for _, bad in ipairs { "", "joe", "a.b", "..", "a.b.c.d", "\0\255", a .. "." .. b, a .. "=." .. b .. "." .. c, a .. "." .. b .. "." .. c .. "=",
  " " .. token, token .. "\n", a .. "." .. b .. ".", a .. "." .. b .. "." .. c:sub(1, -2), "W10." .. b .. "." .. c, "bnVsbA." .. b .. "." .. c,
  ("A"):rep(300) .. "." .. b .. "." .. c, a .. "." .. a .. "." .. c, a .. "." .. b .. "." .. c:sub(1, -2) .. "_" } do
  fails("INTERNAL", "the token is not accepted", verify(bad, SECRET, nil, false))
end

-- Times, to the clock of who runs this.
fails("INTERNAL", "require_exp", verify(encode({ sub = "joe" }, SECRET), SECRET))
fails("INTERNAL", "require_exp", verify(encode({ sub = "joe" }, SECRET), SECRET, "HS256", true))
assert(verify(encode({ sub = "joe" }, SECRET), SECRET, "HS256", false).sub == "joe")
local PAST, FUTURE = 1000000000, 99999999999
assert(verify(encode({ exp = FUTURE, nbf = PAST, iat = PAST + 0.5 }, SECRET), SECRET).nbf == PAST)
for _, need in ipairs { true, false } do
  fails("INTERNAL", "expired", verify(encode({ exp = PAST }, SECRET), SECRET, nil, need))
  fails("INTERNAL", "nbf", verify(encode({ exp = FUTURE, nbf = FUTURE }, SECRET), SECRET, nil, need))
  fails("INTERNAL", "iat", verify(encode({ exp = FUTURE, iat = FUTURE }, SECRET), SECRET, nil, need))
  fails("INTERNAL", "claim exp is no number", verify(encode({ exp = "joe" }, SECRET), SECRET, nil, need))
end
fails("INTERNAL", "claim nbf", verify(encode({ exp = FUTURE, nbf = true }, SECRET), SECRET))

local function raised(part, f, ...)
  local ok, why = pcall(f, ...)
  assert(not ok and type(why) == "string" and why:find(part, 1, true), tostring(why))
end
raised("table expected, got string", encode, "joe", SECRET)
raised("string expected, got no value", encode, {})
raised("string expected, got table", encode, {}, SECRET, {})
raised("string expected, got no value", verify)
raised("string expected, got nil", verify, token, nil)
raised("boolean expected, got string", verify, token, SECRET, "HS256", "no")
