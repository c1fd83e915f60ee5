-- What "hash" promises, as asserts. It is run on every host, and replayed. The expected values are those of Go.
local hash = require("hash")

local function gives(expected, value, err)
  assert(value == expected and err == nil, tostring(value))
  assert(math.type(value) == math.type(expected))
end

-- Digests, in lower-case hexadecimal.
gives("d41d8cd98f00b204e9800998ecf8427e", hash.md5(""))
gives("3858f62230ac3c915f300c664312c63f", hash.md5("foobar"))
gives("da39a3ee5e6b4b0d3255bfef95601890afd80709", hash.sha1(""))
gives("8843d7f92416211de9ebb963ff4ce28125932878", hash.sha1("foobar"))
gives("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hash.sha256(""))
gives("c3ab8ff13720e8ad9047dd39466b3c8974e592c2fa383d4a3960714caef0c4f2", hash.sha256("foobar"))
gives("cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
  .. "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e", hash.sha512(""))
gives("0a50261ebd1a390fed2bf326f2673c145582a6342d523204973d0219337f81616"
  .. "a8069b012587cf5635f6925f1b56c360230c19b273500ee013e030601bf2425", hash.sha512("foobar"))
gives("93b885adfe0da089cdf634904fd59f71", hash.md5("\0"))
gives("3d58e7431256521836d8f1d6979a70d01b1168e04dd3c8b55942ec1538756455", (hash.sha256("\255\254\0é")))

-- HMAC: data first, then the secret. An empty secret is one.
local ask = "what do ya want for nothing?"
gives("be92e7ed955a9c13f38a638f50cee214", hash.hmac_md5(ask, "secret"))
gives("1108f75cc6ece54ff2cf01cd5f6b25edd84f012c", hash.hmac_sha1(ask, "secret"))
gives("c5daeec9856a353b9f4635a856ff17650645391ccb1b4b4857ee362b88505271", hash.hmac_sha256(ask, "secret"))
gives("aed182548e5ae908c763af4f724c0e1c7942e7df1c9b088ca9e30ec06e506647"
  .. "9ab5722bc39e35d4139825b332a0f98d314ebbd5601f2f190b49412cb1027485", hash.hmac_sha512(ask, "secret"))
gives("ae2e4b39f3b5ee2c8b585994294201ea", hash.hmac_md5(ask, ""))
gives("22e999c60f94d0f2d635ca4cf1b174e5cb514d38", hash.hmac_sha1(ask, ""))
gives("76d9e7194e7dbc3aa00bbe8ffb9f6fcb5a932170f971f948bb2ab61607d2b9d6", hash.hmac_sha256(ask, ""))
gives("1263ac6489324bdd55fead956dc2be547bece2b699214b63b0270143d740ad63"
  .. "8f3cc6feedc740f8d9ac44866df12a0073d57214eb393f692b4ae17edf30d861", hash.hmac_sha512(ask, ""))
-- RFC 4231, case 2: here the key is the second argument.
gives("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", hash.hmac_sha256(ask, "Jefe"))

-- Raw bytes, when the last argument is true as Lua sees it.
local function hex(bytes)
  return (bytes:gsub(".", function(byte) return ("%02x"):format(byte:byte()) end))
end
for name, size in pairs { md5 = 16, sha1 = 20, sha256 = 32, sha512 = 64 } do
  for _, truthy in ipairs { true, 0, "", {} } do
    local raw, err = hash[name]("data", truthy)
    assert(#raw == size and err == nil and hex(raw) == hash[name]("data"))
    local code, none = hash["hmac_" .. name]("data", "secret", truthy)
    assert(#code == size and none == nil and hex(code) == hash["hmac_" .. name]("data", "secret"))
  end
  assert(#hash[name]("data", false) == 2 * size and #hash[name]("data", nil) == 2 * size)
  assert(#hash["hmac_" .. name]("data", "secret", false) == 2 * size)
end

-- FNV-1, not FNV-1a: integers, those of 64 bits in two's complement.
gives(2166136261, hash.fnv32(""))
gives(84696446, hash.fnv32("a"))
gives(837857890, hash.fnv32("foobar"))
gives(84696351, hash.fnv32("\0"))
gives(-3750763034362895579, hash.fnv64(""))
gives(-5808590958014384194, hash.fnv64("a"))
gives(3750802935296928194, hash.fnv64("foobar"))
gives(-5808590958014384161, hash.fnv64("\0"))
gives("cbf29ce484222325", hash.fnv64_hex(""))
gives("340d8765a4dda9c2", hash.fnv64_hex("foobar"))
assert(("%016x"):format(hash.fnv64("a")) == hash.fnv64_hex("a"))
for i = 1, 200 do
  assert(#hash.fnv64_hex("key " .. i) == 16)
  local narrow = hash.fnv32("key " .. i)
  assert(narrow >= 0 and narrow < 2 ^ 32)
end

-- What is no string is returned; numbers are not converted.
local function refused(name, position, wrong, value, err)
  assert(value == nil and err:kind() == "INVALID" and err:retryable() == false, name)
  assert(err:message():find(name .. ": argument #" .. position, 1, true), err:message())
  assert(err:message():find("string expected, got " .. wrong, 1, true), err:message())
end
for name, f in pairs(hash) do
  for _, wrong in ipairs { 12, 1.5, true, {}, print, coroutine.create(print) } do
    refused(name, 1, type(wrong), f(wrong, "secret"))
    if name:find("hmac") then refused(name, 2, type(wrong), f("data", wrong)) end
  end
  refused(name, 1, "nil", f(nil, "secret"))
  refused(name, 1, "nil", f())
  if name:find("hmac") then refused(name, 2, "nil", f("data")) end
end
local _, err = hash.md5(12)
assert(err:message():find("use tostring", 1, true))
-- A secret is in no message.
local _, no_data = hash.hmac_sha256({}, "my secret")
assert(not no_data:message():find("my secret", 1, true) and not tostring(no_data):find("my secret", 1, true))
