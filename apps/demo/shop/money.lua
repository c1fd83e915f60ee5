-- Money is counted in cents, in whole numbers, and only written with a point.

local money = {}

function money.text(cents)
  return ("%d.%02d EUR"):format(cents // 100, cents % 100)
end

return money
