-- Runs inside a workflow: whose task must not compute for long.
local crypto = require("crypto")

local function refused(...)
  local v, err = crypto.pbkdf2("hunter2", "salt", ...)
  assert(v == nil and err:kind() == "INVALID" and err:retryable() == false, tostring(err))
  assert(err:message():find("funcs.call", 1, true) and not err:message():find("hunter2", 1, true), err:message())
end
refused(100001, 32)
refused(10000000, 16, "sha512")
-- Few iterations, but for each digest of a long key.
refused(1000, 1048576)
assert(#crypto.pbkdf2("hunter2", "salt", 20000, 64) == 64)
