-- What "hash" promises, as asserts. It is run on every host, and replayed.
local hash = require("hash")

assert(hash.greet("Ada") == "Hello, Ada!")
assert(not pcall(hash.greet))
