-- What "specimen" promises, as asserts. It is run on every host, and replayed.
local specimen = require("specimen")

assert(specimen.greet("Ada") == "Hello, Ada!")
assert(not pcall(specimen.greet))
