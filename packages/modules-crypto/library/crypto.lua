---@meta crypto

---Recorded randomness, HMAC, authenticated encryption, signed tokens, keys from passwords.
---@class cryptolib
crypto = {}

---@class cryptolib.random
crypto.random = {}

---n random bytes, 1 to 1048576, of a cryptographic source. In a workflow they are drawn once and recorded in the history; a replay gets the same.
---@param n integer
---@return string|nil
---@return error|nil err
function crypto.random.bytes(n) end

---n random bytes out of charset, by default letters and digits, each as likely as the others. Recorded in a workflow.
---@param n integer
---@param charset? string
---@return string|nil
---@return error|nil err
function crypto.random.string(n, charset) end

---A random UUID of version 4 that nobody can guess. Recorded in a workflow; for ids that are no secret uuid.v4 costs nothing.
---@return string|nil
---@return error|nil err
function crypto.random.uuid() end

---A random integer from m to n, both included, each as likely as the others; any two 64-bit integers will do. Recorded in a workflow.
---@param m integer
---@param n integer
---@return integer|nil
---@return error|nil err
function crypto.random.int(m, n) end

---A random float from 0 up to, but not including, 1, as math.random() gives. Recorded in a workflow.
---@return number|nil
---@return error|nil err
function crypto.random.number() end

---A new list with the items of t in random order, each order as likely as the others; t stays as it is. A workflow records 32 bytes, however long the list.
---@param t any[]
---@return any[]|nil
---@return error|nil err
function crypto.random.shuffle(t) end

---@class cryptolib.hmac
crypto.hmac = {}

---The HMAC of data with SHA-256, key first, in lower-case hexadecimal. Compare such codes with constant_time_compare, not with ==.
---@param key string
---@param data string
---@return string|nil
---@return error|nil err
function crypto.hmac.sha256(key, data) end

---The HMAC of data with SHA-512, key first, in lower-case hexadecimal. Compare such codes with constant_time_compare, not with ==.
---@param key string
---@param data string
---@return string|nil
---@return error|nil err
function crypto.hmac.sha512(key, data) end

---Whether two strings are the same, in a time that does not depend on where they differ.
---@param a string
---@param b string
---@return boolean
function crypto.constant_time_compare(a, b) end

---@class cryptolib.encrypt
crypto.encrypt = {}

---data encrypted with AES-GCM and a key of 16, 24 or 32 bytes: a random nonce of 12 bytes, the ciphertext, a tag of 16 bytes. aad is authenticated with it, not encrypted and not contained. A workflow records the nonce alone.
---@param data string
---@param key string
---@param aad? string
---@return string|nil
---@return error|nil err
function crypto.encrypt.aes(data, key, aad) end

---data encrypted with ChaCha20-Poly1305 and a key of 32 bytes: a random nonce of 12 bytes, the ciphertext, a tag of 16 bytes. aad is authenticated with it, not encrypted and not contained. A workflow records the nonce alone.
---@param data string
---@param key string
---@param aad? string
---@return string|nil
---@return error|nil err
function crypto.encrypt.chacha20(data, key, aad) end

---@class cryptolib.decrypt
crypto.decrypt = {}

---What encrypt.aes encrypted with the same key and aad. Where key or aad are others, or the data was changed, nil and an INTERNAL error.
---@param data string
---@param key string
---@param aad? string
---@return string|nil
---@return error|nil err
function crypto.decrypt.aes(data, key, aad) end

---What encrypt.chacha20 encrypted with the same key and aad. Where key or aad are others, or the data was changed, nil and an INTERNAL error.
---@param data string
---@param key string
---@param aad? string
---@return string|nil
---@return error|nil err
function crypto.decrypt.chacha20(data, key, aad) end

---@class cryptolib.jwt
crypto.jwt = {}

---A signed JSON Web Token with these claims. alg is HS256 (default), HS384 or HS512, whose key is a secret that both sides share, or RS256, whose key is a private RSA key in PEM. The members of the table claims._header go into the header instead of the claims. In a workflow RS256 waits and records the signature alone.
---@param claims table<string, any>
---@param key string
---@param alg? string
---@return string|nil
---@return error|nil err
function crypto.jwt.encode(claims, key, alg) end

---The claims of a token whose signature is right and whose time has come: exp, nbf and iat are checked against the clock, in a workflow that of the workflow. The token must name alg, HS256 by default. For RS256 key is a public key or a certificate in PEM. Unless require_exp is false, a token without exp is refused.
---@param token string
---@param key string
---@param alg? string
---@param require_exp? boolean
---@return table<string, any>|nil
---@return error|nil err
function crypto.jwt.verify(token, key, alg, require_exp) end

---A key of length bytes from a password and a salt, by PBKDF2 with the HMAC of hash, sha256 (default) or sha512. A workflow refuses more than 100000 iterations: let a function derive and use the key, and call that with funcs.call, without the password: what a call takes and gives stands in the history.
---@param password string
---@param salt string
---@param iterations integer
---@param length integer
---@param hash? string
---@return string|nil
---@return error|nil err
function crypto.pbkdf2(password, salt, iterations, length, hash) end

---The same as `crypto.random.bytes`.
crypto.random_bytes = crypto.random.bytes

---The same as `crypto.random.string`.
crypto.random_string = crypto.random.string

---The same as `crypto.random.uuid`.
crypto.random_uuid = crypto.random.uuid

return crypto
