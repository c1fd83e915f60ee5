-- An activity: an ordinary function, with the real clock. Change what it says while "durable-lua dev" runs.

local function main(name)
  if name == nil or name == "" then
    return nil, errors.new({ kind = "INVALID", message = "a name expected, for example '\"Ada\"'" })
  end
  return "Hello, " .. name .. "!"
end

return { main = main }
