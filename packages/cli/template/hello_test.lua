-- Tests run in virtual time, without a server: durable-lua test

local test = require("test")

describe("hello", function()
  it("greets, and is thanked", function()
    local run = test.start("app:hello", "Ada")
    run:send_after("10s", "thanks", "Ada")
    assert.same({ greeting = "Hello, Ada!", thanked_by = "Ada" }, run:result())
  end)

  it("waits half a minute for thanks", function()
    test.fake("app:greet", function()
      return "Good day"
    end)
    assert.same({ greeting = "Good day" }, test.run("app:hello", "Ada"))
    assert.equal("00:00:30", test.now():format("15:04:05"))
  end)

  it("needs a name", function()
    assert.fails("INVALID", test.run("app:hello", ""))
  end)
end)
