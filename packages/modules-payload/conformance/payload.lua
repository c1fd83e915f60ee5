-- What "payload" promises, as asserts. It is run on every host, and replayed.
local payload = require("payload")

assert(payload.greet("Ada") == "Hello, Ada!")
assert(not pcall(payload.greet))
