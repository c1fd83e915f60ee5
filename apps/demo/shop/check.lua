-- What an order must look like. It may come from anywhere, so it is looked at before anything happens.

local errors = require("errors")

local function wrong(text, ...)
  return nil, errors.new(errors.INVALID, text:format(...))
end

-- Gives the order, or nil and what is wrong with it.
return function(order)
  if type(order) ~= "table" then
    return wrong("an order is a table, this is a %s", type(order))
  end
  for _, field in ipairs({ "card", "ship_to" }) do
    if type(order[field]) ~= "string" then
      return wrong("order.%s must be a string", field)
    end
  end
  if type(order.lines) ~= "table" or #order.lines == 0 then
    return wrong('order.lines must be a list such as [{"sku": "sencha", "quantity": 2}]')
  end
  for i, line in ipairs(order.lines) do
    if type(line) ~= "table" or type(line.sku) ~= "string" then
      return wrong("order.lines[%d].sku must be a string", i)
    end
    if math.type(line.quantity) ~= "integer" or line.quantity < 1 then
      return wrong("order.lines[%d].quantity must be a whole number of at least 1", i)
    end
  end
  return order
end
