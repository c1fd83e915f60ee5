-- Tokens signed with RSA. The keys were made for this file and are good for nothing else.
local crypto = require("crypto")

local PKCS8 = [[
-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCr004MMh/WNgJU
Z0s/1gsRLoOFjRkb1ocgT60OgHhsuOARy2oYEkdfgXc0KLGzPp8bG9k/OZ+Eg9TR
hRyndGb5E9gP1FLWL7e6qYXlMau2nc1CyacHbJBkHgkDP1mn4G/aGJWOqPS1leBr
8rIKgNdqKwasqvQqFvbA56a9NF284uDFpt5K06P0b/V2Od4TWsdWuFYd+9fN6fA/
5u/5f2Wlw+VSj6NgEgF+wV1RNM3IjcDH74CF+m0FDaCOXCDhQnpgwot89bcQHWv+
xx96lopuYnL4KHcT6LmYJYYIZCSjgvqfstWcut7Y160JkJ9FhAC/hnMVACgahZIs
sIy1KtT1AgMBAAECggEAD1UTqdLvNFYtbwqolFGtOyNDaS9mBi3mcOOrNZgRJuJ4
XB4ioXNAGy2aTXU0JiJ4YBrkD9g8e76nxupx3B9u8NrsdL0lhydK5cUqxYDhKbJ7
FnKYDPmLCOQFOdz1Sx2j3XpEHi7FZ06wb/GAIZ/NmROtzMqUbw0Nh7kkD84Ubz5K
ESqnvlZaAzybPwLcLYwBpdemtcMVbQwIlX/L8ABmbrJ7xVwBV9i/1iJ1Og+kHMeS
urPfuVZiA4IlvCNEZobFM34snh3Bp3T2eEPX037jfPxY/uHZzfPgf2BOw3wk1f1e
Py6u7uAzeBDtGxutWbGG5T4Gyw6e3tTe+1Ge3Xy6AQKBgQDU5MzS/Nmvt14XFdZ0
8R4mxbLJMHRHPhmWyt5ugRS4H8lEfv0keRg/CWt0z62aHIuXQ8EyekD5a76WItkA
HZ3j1/XhUzBLA11d2rOlYxXxAVO2zNI+AOGvaRY+XI0Guz/DXKW6gfl9d9ZgeSWT
7i7ZM7VB/jAdMSByZeCg7fNhxQKBgQDOncF9bZQHbiiyyu8AwTjPab3oy3sq/x1/
j/t8OePq2Umqo5qbc1D5fUo0TXwTQm9ynA5UeLiavTKeocAKRcfLqp8iGIHXr05U
TaY1ewRSKizw6KxX5qcmwhxRqUL3SpLgj+FpqEa0t1A4E1xQzAAHYZO6rB0A3gZQ
cmLpXaXJcQKBgD4iFKFTSFkfRCeqqO9yW6FnO5m6OYV9W0yGIsrPg3OFW2FRSqI1
cV0ca68o2XrL7/WSwbTwtzvUNUhuHTUKb8VKhyle9Q4/iiVVKe8P7xxqjbshJg8Q
hM2D9wj2S/Z1+dMTnA7F1kHHEtsPIGd/MU8U50a+X951MwoQL7HoIIsdAoGBAKif
m0AwY/VEdDam5DPrfd/Y3sLU/mpy1rI64fXakSYju7ll2FIx5M4Y8KyK6E4XlDkn
H5LVC2ROMLfCLqazmIGheEotUhqi2fx3esR+52HfRdo/Khh7B8Pb+5yx1RNZa1GW
W1MNoNbwHKoHMvpF42givJxGx0zj5qdVE2B9q0YhAoGAJfyBmEWxVtXKJBsm5M1o
5PBVp9qji4XNGiTZl6kjp0KboBuifgTOgfnXxbwTaxq+aWl4s/663GGW6k1WmHHx
pQMsZ7aoJbj+BESwp6kxw/tEzZ8bvj98+rd6vY0kGLrRL6zYfMJfQkobJ9Wn/dUB
taq5XPeOaYnEdF/Kxue7G4U=
-----END PRIVATE KEY-----
]]
local PKCS1 = [[
-----BEGIN RSA PRIVATE KEY-----
MIIEowIBAAKCAQEAq9NODDIf1jYCVGdLP9YLES6DhY0ZG9aHIE+tDoB4bLjgEctq
GBJHX4F3NCixsz6fGxvZPzmfhIPU0YUcp3Rm+RPYD9RS1i+3uqmF5TGrtp3NQsmn
B2yQZB4JAz9Zp+Bv2hiVjqj0tZXga/KyCoDXaisGrKr0Khb2wOemvTRdvOLgxabe
StOj9G/1djneE1rHVrhWHfvXzenwP+bv+X9lpcPlUo+jYBIBfsFdUTTNyI3Ax++A
hfptBQ2gjlwg4UJ6YMKLfPW3EB1r/scfepaKbmJy+Ch3E+i5mCWGCGQko4L6n7LV
nLre2NetCZCfRYQAv4ZzFQAoGoWSLLCMtSrU9QIDAQABAoIBAA9VE6nS7zRWLW8K
qJRRrTsjQ2kvZgYt5nDjqzWYESbieFweIqFzQBstmk11NCYieGAa5A/YPHu+p8bq
cdwfbvDa7HS9JYcnSuXFKsWA4SmyexZymAz5iwjkBTnc9Usdo916RB4uxWdOsG/x
gCGfzZkTrczKlG8NDYe5JA/OFG8+ShEqp75WWgM8mz8C3C2MAaXXprXDFW0MCJV/
y/AAZm6ye8VcAVfYv9YidToPpBzHkrqz37lWYgOCJbwjRGaGxTN+LJ4dwad09nhD
19N+43z8WP7h2c3z4H9gTsN8JNX9Xj8uru7gM3gQ7RsbrVmxhuU+BssOnt7U3vtR
nt18ugECgYEA1OTM0vzZr7deFxXWdPEeJsWyyTB0Rz4ZlsreboEUuB/JRH79JHkY
PwlrdM+tmhyLl0PBMnpA+Wu+liLZAB2d49f14VMwSwNdXdqzpWMV8QFTtszSPgDh
r2kWPlyNBrs/w1yluoH5fXfWYHklk+4u2TO1Qf4wHTEgcmXgoO3zYcUCgYEAzp3B
fW2UB24ossrvAME4z2m96Mt7Kv8df4/7fDnj6tlJqqOam3NQ+X1KNE18E0JvcpwO
VHi4mr0ynqHACkXHy6qfIhiB169OVE2mNXsEUios8OisV+anJsIcUalC90qS4I/h
aahGtLdQOBNcUMwAB2GTuqwdAN4GUHJi6V2lyXECgYA+IhShU0hZH0Qnqqjvcluh
ZzuZujmFfVtMhiLKz4NzhVthUUqiNXFdHGuvKNl6y+/1ksG08Lc71DVIbh01Cm/F
SocpXvUOP4olVSnvD+8cao27ISYPEITNg/cI9kv2dfnTE5wOxdZBxxLbDyBnfzFP
FOdGvl/edTMKEC+x6CCLHQKBgQCon5tAMGP1RHQ2puQz633f2N7C1P5qctayOuH1
2pEmI7u5ZdhSMeTOGPCsiuhOF5Q5Jx+S1QtkTjC3wi6ms5iBoXhKLVIaotn8d3rE
fudh30XaPyoYewfD2/ucsdUTWWtRlltTDaDW8ByqBzL6ReNoIrycRsdM4+anVRNg
fatGIQKBgCX8gZhFsVbVyiQbJuTNaOTwVafao4uFzRok2ZepI6dCm6Abon4EzoH5
18W8E2savmlpeLP+utxhlupNVphx8aUDLGe2qCW4/gREsKepMcP7RM2fG74/fPq3
er2NJBi60S+s2HzCX0JKGyfVp/3VAbWquVz3jmmJxHRfysbnuxuF
-----END RSA PRIVATE KEY-----
]]
local PUBLIC = [[
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAq9NODDIf1jYCVGdLP9YL
ES6DhY0ZG9aHIE+tDoB4bLjgEctqGBJHX4F3NCixsz6fGxvZPzmfhIPU0YUcp3Rm
+RPYD9RS1i+3uqmF5TGrtp3NQsmnB2yQZB4JAz9Zp+Bv2hiVjqj0tZXga/KyCoDX
aisGrKr0Khb2wOemvTRdvOLgxabeStOj9G/1djneE1rHVrhWHfvXzenwP+bv+X9l
pcPlUo+jYBIBfsFdUTTNyI3Ax++AhfptBQ2gjlwg4UJ6YMKLfPW3EB1r/scfepaK
bmJy+Ch3E+i5mCWGCGQko4L6n7LVnLre2NetCZCfRYQAv4ZzFQAoGoWSLLCMtSrU
9QIDAQAB
-----END PUBLIC KEY-----
]]
local CERTIFICATE = [[
-----BEGIN CERTIFICATE-----
MIIDHzCCAgegAwIBAgIUQpXDEi6Exk/UPFEJNhYT+fqze1wwDQYJKoZIhvcNAQEL
BQAwHjEcMBoGA1UEAwwTdGVzdCBrZXksIHdvcnRobGVzczAgFw0yNjExMjUxNDU3
MjNaGA8yMTI2MTEwMTE0NTcyM1owHjEcMBoGA1UEAwwTdGVzdCBrZXksIHdvcnRo
bGVzczCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAKvTTgwyH9Y2AlRn
Sz/WCxEug4WNGRvWhyBPrQ6AeGy44BHLahgSR1+BdzQosbM+nxsb2T85n4SD1NGF
HKd0ZvkT2A/UUtYvt7qpheUxq7adzULJpwdskGQeCQM/Wafgb9oYlY6o9LWV4Gvy
sgqA12orBqyq9CoW9sDnpr00Xbzi4MWm3krTo/Rv9XY53hNax1a4Vh37183p8D/m
7/l/ZaXD5VKPo2ASAX7BXVE0zciNwMfvgIX6bQUNoI5cIOFCemDCi3z1txAda/7H
H3qWim5icvgodxPouZglhghkJKOC+p+y1Zy63tjXrQmQn0WEAL+GcxUAKBqFkiyw
jLUq1PUCAwEAAaNTMFEwHQYDVR0OBBYEFKrmHgU7zZ/UKbY5oHQurXV9d3EaMB8G
A1UdIwQYMBaAFKrmHgU7zZ/UKbY5oHQurXV9d3EaMA8GA1UdEwEB/wQFMAMBAf8w
DQYJKoZIhvcNAQELBQADggEBAB2c447W2Er5s+Q9Q5MhHyJkUMC/MZ9YPsINbwxW
qTx6t4Um5HREyA2DPfKcZ72iagnIvarHFIoCPgYsaiiH+39Cl9mbd35wpU3Ix/Ud
H5B6ntg1AfOmM08rfKKVJyJVSJy+Yr6C6vWM5dPAs8pCmxPyudRyj5DQZ+vfBPln
dAF2tWk1mDt1nTw3BfurKpReRtjlh8am1Xffu+bvj5ZCqLXahLtH6qlIJOo1EuxZ
l6E2SIE0P9hRwwl1gYnmURMepEMVGIxeEjStOrczB5bRyk8f+JgVek1dBVUScc6g
EcKSxzN+hfQSz7604JtTcim6ZMUb9ERoTljvNLwoA9S0NZg=
-----END CERTIFICATE-----
]]
local CURVE = [[
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIDCpHj2nj+vyyCKQueKd5XirKIdXT6HP5vO3gJ6TXd2IoAoGCCqGSM49
AwEHoUQDQgAE0wb6nuWDCdtMRbMU41lZ/0U9+l+tlsz/eYuo8wUUgcymVJ2ere6Q
C0cGSKdTcock8t5sNN/AkBnHnzWcjTNwoA==
-----END EC PRIVATE KEY-----
]]

local function fails(kind, word, v, err)
  assert(v == nil and err:kind() == kind and err:retryable() == false, tostring(err))
  assert(err:message():find(word, 1, true), err:message())
  assert(not err:message():find("hunter2", 1, true) and not err:message():find("MII", 1, true), err:message())
end

local claims = { sub = "hunter2", amount = 9007199254740993, _header = { kid = "k-1" } }
local token, err = crypto.jwt.encode(claims, PKCS8, "RS256")
assert(err == nil)
-- The signature follows from key and claims, however the key is written.
assert(crypto.jwt.encode(claims, PKCS1, "RS256") == token)
for _, key in ipairs { PUBLIC, CERTIFICATE } do
  local back, why = crypto.jwt.verify(token, key, "RS256", false)
  assert(why == nil and back.sub == "hunter2" and back.amount == 9007199254740993 and back._header == nil)
end

fails("INTERNAL", "exp", crypto.jwt.verify(token, PUBLIC, "RS256"))
local changed = assert(crypto.jwt.encode({ sub = "hunter3" }, PKCS8, "RS256"))
fails("INTERNAL", "signature", crypto.jwt.verify(changed:match("^.*%.") .. token:match("[^.]*$"), PUBLIC, "RS256", false))
-- A public key is no secret: nobody may make a token with it.
fails("INTERNAL", "alg", crypto.jwt.verify(token, "hunter2", "HS256", false))
fails("INVALID", "PEM", crypto.jwt.verify(token, PUBLIC, "HS256", false))
fails("INVALID", "PEM", crypto.jwt.encode(claims, PKCS8))
fails("INTERNAL", "alg", crypto.jwt.verify(assert(crypto.jwt.encode(claims, "hunter2")), PUBLIC, "RS256", false))

for _, bad in ipairs { "hunter2", "\0\255", PKCS8:sub(1, 300), PUBLIC:sub(1, 100), "-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----" } do
  fails("INVALID", "jwt.encode: ", crypto.jwt.encode(claims, bad, "RS256"))
  fails("INVALID", "jwt.verify: ", crypto.jwt.verify(token, bad, "RS256", false))
end
fails("INVALID", "RSA", crypto.jwt.encode(claims, CURVE, "RS256"))
fails("INVALID", "RSA", crypto.jwt.verify(token, CURVE, "RS256", false))
fails("INVALID", "private", crypto.jwt.encode(claims, PUBLIC, "RS256"))
fails("INVALID", "empty", crypto.jwt.encode(claims, "", "RS256"))
fails("INVALID", "empty", crypto.jwt.verify(token, "", "RS256"))
