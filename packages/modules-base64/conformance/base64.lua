-- What "base64" promises, as asserts. It is run on every host, and replayed.
local base64 = require("base64")

assert(base64.greet("Ada") == "Hello, Ada!")
assert(not pcall(base64.greet))
