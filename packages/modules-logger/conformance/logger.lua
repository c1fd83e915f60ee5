-- What "logger" promises, as asserts. It is run on every host, and replayed.
local logger = require("logger")

assert(logger.greet("Ada") == "Hello, Ada!")
assert(not pcall(logger.greet))
