-- What "yaml" promises, as asserts. It is run on every host, and replayed.
local yaml = require("yaml")

assert(yaml.greet("Ada") == "Hello, Ada!")
assert(not pcall(yaml.greet))
