/** Lua programs that do one thing often; each is run as a chunk and returns what proves that it did it. */
export interface LuaCase {
  readonly source: string;
  readonly result: number;
}

export const LUA_CASES = {
  'fib(27)': {
    source: `
      local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
      return fib(27)`,
    result: 196418,
  },
  '200k table writes and reads': {
    source: `
      local list, map, sum = {}, {}, 0
      for i = 1, 50000 do list[i] = i; map["k" .. (i % 1000)] = i end
      for i = 1, 50000 do sum = sum + list[i] + (map["k" .. (i % 1000)] and 1 or 0) end
      return sum`,
    result: 1250075000,
  },
  'string building': {
    source: `
      local parts = {}
      for i = 1, 10000 do
        parts[#parts + 1] = string.format("%05d:%s", i, ("x"):rep(i % 10)):upper()
      end
      local text = table.concat(parts, ",")
      local short = ""
      for i = 1, 2000 do short = short .. (i % 10) end
      return #text + #short + select(2, text:gsub("X,", ""))`,
    result: 125999,
  },
  '200k method calls': {
    source: `
      local Account = {}
      Account.__index = Account
      function Account.new() return setmetatable({ balance = 0 }, Account) end
      function Account:deposit(n) self.balance = self.balance + n return self end
      function Account:get() return self.balance end
      local account = Account.new()
      for i = 1, 100000 do account:deposit(1):get() end
      return account:get()`,
    result: 100000,
  },
} as const satisfies Record<string, LuaCase>;

/** A table of tables of about 10 KB as JSON. */
export function nestedTable(): unknown {
  return Array.from({ length: 80 }, (_, i) => ({
    id: i,
    name: `item ${i}`,
    price: i * 1.25,
    tags: ['red', 'green', 'blue'],
    address: { street: `${i} Long Street`, city: 'Brno', zip: 60200 + i },
  }));
}
