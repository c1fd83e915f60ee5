-- What "json" promises, as asserts. It is run on every host, and replayed.
local json = require("json")

assert(json.greet("Ada") == "Hello, Ada!")
assert(not pcall(json.greet))
