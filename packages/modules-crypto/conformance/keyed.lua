-- HMAC and comparison. The HMAC cases are those of RFC 4231.
local crypto = require("crypto")

local key, data = ("\x0b"):rep(20), "Hi There"
assert(crypto.hmac.sha256(key, data) == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
assert(crypto.hmac.sha512(key, data) == "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
  .. "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854")
assert(crypto.hmac.sha256("Jefe", "what do ya want for nothing?")
  == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
assert(crypto.hmac.sha256(("\xaa"):rep(131), "Test Using Larger Than Block-Size Key - Hash Key First")
  == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
local digest, err = crypto.hmac.sha256("k", "")
assert(#digest == 64 and err == nil and #crypto.hmac.sha512("k", "\0\255") == 128)

for _, hmac in pairs(crypto.hmac) do
  local none, why = hmac("", "data")
  assert(none == nil and why:kind() == "INVALID")
  assert(not pcall(hmac, "k") and not pcall(hmac, {}, "x") and not pcall(hmac, "k", {}))
end

assert(crypto.constant_time_compare("secret", "secret") == true and crypto.constant_time_compare("", "") == true)
for _, other in ipairs { "secreT", "Secret", "secre", "secrets", "", "\0ecret" } do
  assert(crypto.constant_time_compare("secret", other) == false and crypto.constant_time_compare(other, "secret") == false)
end
assert(crypto.constant_time_compare("a\0b", "a\0c") == false and crypto.constant_time_compare("a", "a\0") == false)
assert(not pcall(crypto.constant_time_compare, "a") and not pcall(crypto.constant_time_compare, {}, "a"))
