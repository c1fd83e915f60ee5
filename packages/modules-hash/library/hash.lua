---@meta hash

---MD5, SHA-1, SHA-256, SHA-512, their HMACs, and FNV-1.
---@class hashlib
hash = {}

---The MD5 digest of a string of any bytes, in lower-case hexadecimal, or as bytes if raw is true. It withstands no attacker: use it only where a partner demands it.
---@param data any
---@param raw? any
---@return string|nil
---@return error|nil err
function hash.md5(data, raw) end

---The SHA-1 digest of a string of any bytes, in lower-case hexadecimal, or as bytes if raw is true. It withstands no attacker: use it only where a partner demands it.
---@param data any
---@param raw? any
---@return string|nil
---@return error|nil err
function hash.sha1(data, raw) end

---The SHA-256 digest of a string of any bytes, in lower-case hexadecimal, or as bytes if raw is true.
---@param data any
---@param raw? any
---@return string|nil
---@return error|nil err
function hash.sha256(data, raw) end

---The SHA-512 digest of a string of any bytes, in lower-case hexadecimal, or as bytes if raw is true.
---@param data any
---@param raw? any
---@return string|nil
---@return error|nil err
function hash.sha512(data, raw) end

---The HMAC of a string with MD5 and a secret, data first, in lower-case hexadecimal, or as bytes if raw is true. Compare codes with crypto.constant_time_compare, not with ==.
---@param data any
---@param secret any
---@param raw? any
---@return string|nil
---@return error|nil err
function hash.hmac_md5(data, secret, raw) end

---The HMAC of a string with SHA-1 and a secret, data first, in lower-case hexadecimal, or as bytes if raw is true. Compare codes with crypto.constant_time_compare, not with ==.
---@param data any
---@param secret any
---@param raw? any
---@return string|nil
---@return error|nil err
function hash.hmac_sha1(data, secret, raw) end

---The HMAC of a string with SHA-256 and a secret, data first, in lower-case hexadecimal, or as bytes if raw is true. Compare codes with crypto.constant_time_compare, not with ==.
---@param data any
---@param secret any
---@param raw? any
---@return string|nil
---@return error|nil err
function hash.hmac_sha256(data, secret, raw) end

---The HMAC of a string with SHA-512 and a secret, data first, in lower-case hexadecimal, or as bytes if raw is true. Compare codes with crypto.constant_time_compare, not with ==.
---@param data any
---@param secret any
---@param raw? any
---@return string|nil
---@return error|nil err
function hash.hmac_sha512(data, secret, raw) end

---The FNV-1 hash with 32 bits, an integer from 0 to 2^32-1: quick, for shards and tables, not against attackers.
---@param data any
---@return integer|nil
---@return error|nil err
function hash.fnv32(data) end

---The FNV-1 hash with 64 bits, as an integer that is negative when its first bit is set: quick, for shards and tables, not against attackers.
---@param data any
---@return integer|nil
---@return error|nil err
function hash.fnv64(data) end

---The FNV-1 hash with 64 bits as 16 digits in lower-case hexadecimal.
---@param data any
---@return string|nil
---@return error|nil err
function hash.fnv64_hex(data) end

return hash
