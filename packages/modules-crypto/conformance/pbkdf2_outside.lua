-- Runs outside a workflow: where nothing is computed twice, more is allowed.
local crypto = require("crypto")

local key, err = crypto.pbkdf2("hunter2", "salt", 100001, 16)
assert(err == nil and #key == 16)
