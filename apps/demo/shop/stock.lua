-- The warehouse. A real one is a service behind a network; this one knows four articles by heart.

local ctx = require("ctx")
local errors = require("errors")

local articles = {
  sencha = { name = "sencha tea", cents = 890, stock = 40 },
  matcha = { name = "matcha tea", cents = 2150, stock = 12 },
  teapot = { name = "iron teapot", cents = 6400, stock = 3 },
  samovar = { name = "samovar", cents = 24900, stock = 0 },
}

-- Which branch of the shop: said once, by whoever started the order, and known to all that works for it.
local function branch()
  return ctx.get("branch") or "main"
end

-- Sets goods aside; gives what they cost.
local function reserve(reservation)
  local article = articles[reservation.sku]
  if not article then
    return nil, errors.new(errors.NOT_FOUND, "there is no article " .. reservation.sku)
  end
  if reservation.quantity > article.stock then
    return nil, errors.new({
      kind = "OUT_OF_STOCK",
      message = ("%d x %s wanted, %d there"):format(reservation.quantity, article.name, article.stock),
      retryable = false, -- asking again does not fill the shelf
      details = { sku = reservation.sku, stock = article.stock },
    })
  end
  print(("%d x %s set aside in the %s branch"):format(reservation.quantity, article.name, branch()))
  return reservation.quantity * article.cents
end

local function release(reservation)
  local article = articles[reservation.sku]
  print(("%d x %s back on the shelf of the %s branch"):format(reservation.quantity, article.name, branch()))
end

return { reserve = reserve, release = release }
