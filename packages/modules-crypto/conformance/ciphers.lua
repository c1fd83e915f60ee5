-- Authenticated encryption. The vectors are those of the GCM specification and of RFC 8439.
local crypto = require("crypto")

local function bytes(hex) return (hex:gsub("%s", ""):gsub("%x%x", function(byte) return string.char(tonumber(byte, 16)) end)) end

local function fails(kind, v, err)
  assert(v == nil and err:kind() == kind and err:retryable() == false, tostring(err))
  assert(not tostring(err):find("plaintext", 1, true) and not tostring(err):find("kkkk", 1, true))
end

-- Test cases 4 (128 bit), 10 (192 bit) and 16 (256 bit).
local key = bytes "feffe9928665731c6d6a8f9467308308 feffe9928665731c feffe9928665731c"
local plain = bytes [[d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39]]
local aad, nonce = bytes "feedfacedeadbeeffeedfacedeadbeefabaddad2", bytes "cafebabefacedbaddecaf888"
assert(crypto.decrypt.aes(nonce .. bytes [[42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091
  5bc94fbc3221a5db94fae95ae7121a47]], key:sub(1, 16), aad) == plain)
assert(crypto.decrypt.aes(nonce .. bytes [[3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710
  2519498e80f1478f37ba55bd6d27618c]], bytes "feffe9928665731c6d6a8f9467308308feffe9928665731c", aad) == plain)
assert(crypto.decrypt.aes(nonce .. bytes [[522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662
  76fc6ece0f4e1768cddf8853bb2d551b]], bytes "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", aad) == plain)

-- RFC 8439, 2.8.2.
assert(crypto.decrypt.chacha20(bytes [[070000004041424344454647
  d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36
  92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116
  1ae10b594f09e26a7e902ecbd0600691]], bytes "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
  bytes "50515253c0c1c2c3c4c5c6c7") == "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.")

for name, lengths in pairs { aes = { 16, 24, 32 }, chacha20 = { 32 } } do
  local encrypt, decrypt = crypto.encrypt[name], crypto.decrypt[name]
  for _, length in ipairs(lengths) do
    local secret = ("k"):rep(length)
    for _, data in ipairs { "", "x", "plaintext \0\255", ("plaintext"):rep(500) } do
      local sealed, err = encrypt(data, secret)
      assert(err == nil and #sealed == 12 + #data + 16)
      local opened, why = decrypt(sealed, secret)
      assert(opened == data and why == nil)
      -- No nonce twice.
      assert(encrypt(data, secret):sub(1, 12) ~= sealed:sub(1, 12))
      local bound = assert(encrypt(data, secret, "order-7"))
      assert(#bound == #sealed and decrypt(bound, secret, "order-7") == data)
      fails("INTERNAL", decrypt(bound, secret))
      fails("INTERNAL", decrypt(bound, secret, "order-8"))
      fails("INTERNAL", decrypt(sealed, secret, "order-7"))
      fails("INTERNAL", decrypt(sealed, ("q"):rep(length)))
      for _, at in ipairs { 1, 12, 13, #sealed } do
        local changed = sealed:sub(1, at - 1) .. string.char(sealed:byte(at) ~ 1) .. sealed:sub(at + 1)
        fails("INTERNAL", decrypt(changed, secret))
      end
      fails("INTERNAL", decrypt(sealed:sub(1, -2), secret))
      fails("INTERNAL", decrypt(sealed .. "x", secret))
    end
    assert(decrypt(encrypt("data", secret, ""), secret) == "data")
    fails("INTERNAL", decrypt(("n"):rep(12), secret))
    fails("INTERNAL", decrypt(("n"):rep(27), secret))
    fails("INVALID", decrypt(("n"):rep(11), secret))
    fails("INVALID", decrypt("", secret))
  end
  for _, length in ipairs { 0, 1, 15, 17, 31, 33, 64 } do
    fails("INVALID", encrypt("plaintext", ("k"):rep(length)))
    fails("INVALID", decrypt(("n"):rep(40), ("k"):rep(length)))
  end
  for _, f in ipairs { encrypt, decrypt } do
    assert(not pcall(f) and not pcall(f, "data") and not pcall(f, {}, ("k"):rep(32)) and not pcall(f, "data", {}))
    assert(not pcall(f, "data", ("k"):rep(32), {}))
  end
end
fails("INVALID", crypto.encrypt.chacha20("plaintext", ("k"):rep(16)))
