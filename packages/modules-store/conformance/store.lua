-- What "store" promises, as asserts. It is run on every host, and replayed.
local store = require("store")

assert(store.greet("Ada") == "Hello, Ada!")
assert(not pcall(store.greet))
