-- What "json" promises about JSON Schema.
local json = require("json")

local function passes(schema, value)
    local ok, err = json.validate(schema, value)
    assert(ok == true and err == nil, tostring(err))
end
local function fails(part, ok, err)
    assert(ok == false and err:kind() == "INVALID" and err:retryable() == false, tostring(err))
    assert(err:message():find(part, 1, true), err:message())
    return err
end

local order = {
    type = "object",
    properties = {
        id = { type = "string", format = "uuid" },
        items = { type = "array", minItems = 1, items = { ["$ref"] = "#/$defs/item" } },
    },
    required = { "id", "items" },
    additionalProperties = false,
    ["$defs"] = {
        item = { type = "object", properties = { qty = { type = "integer", minimum = 1 } }, required = { "qty" } },
    },
}
local id = "123e4567-e89b-12d3-a456-426614174000"
passes(order, { id = id, items = { { qty = 1 }, { qty = 2.0 } } })
local err = fails("/items/1/qty", json.validate(order, { id = id, items = { { qty = 1 }, { qty = 0 } } }))
assert(#err:details().errors == 1)
assert(err:details().errors[1].path == "/items/1/qty" and err:details().errors[1].message:find("less than"))
fails("does not match format", json.validate(order, { id = "x", items = { { qty = 1 } } }))
err = fails("and 1 more", json.validate(order, { id = "x", items = { { qty = 1.5 } } }))
assert(#err:details().errors == 2)
err = fails("/more", json.validate(order, { id = id, items = { { qty = 1 } }, more = 1 }))
assert(err:details().errors[1].path == "/more")

-- As text.
assert(json.validate(json.encode(order), { id = id, items = { { qty = 1 } } }))
assert(json.validate_string(order, '{"id":"' .. id .. '","items":[{"qty":1}]}'))
fails("string expected, got number", json.validate_string(order, 5))
fails("invalid JSON", json.validate_string(order, "{"))
fails("empty", json.validate_string(order, ""))
fails("Expected", json.validate_string({ type = "string" }, "1"))
assert(json.validate_string({ type = "null" }, "null"))

-- The value is nil, or cannot be written.
fails("data is required", json.validate({}, nil))
fails("data is required", json.validate({}))
assert(json.validate({ type = "null" }, json.null))
fails(".name: a string that is not UTF-8", json.validate({}, { name = "\xff" }))
fails("a sparse array", json.validate({}, { 1, nil, 3 }))
passes({ type = "null" }, json.null)

-- Empty tables fit both.
passes({ type = "object" }, {})
passes({ type = "array" }, {})
passes({ properties = { a = { type = "object" }, b = { type = "array" } } }, { a = {}, b = {} })
fails("required", json.validate({ type = "object", required = { "a" } }, {}))
fails("Expected", json.validate({ type = "object" }, json.array({})))
fails("Expected", json.validate({ type = "array" }, json.object({})))
passes({ type = "object", properties = {}, required = {}, additionalProperties = {} }, { a = 1 })
passes({}, 1)

-- Numbers: exact to 64 bit.
passes({ type = "integer" }, math.maxinteger)
passes({ type = "integer", multipleOf = 10 }, 9007199254740990000)
fails("multiple", json.validate({ multipleOf = 10 }, 9007199254740990001))
passes({ multipleOf = 0.01 }, 12.34)
passes({ minimum = 9007199254740993 }, 9007199254740993)
err = fails("9007199254740992 is less than 9007199254740993", json.validate({ minimum = 9007199254740993 }, 9007199254740992))
fails("is greater than", json.validate({ maximum = 9007199254740992 }, 9007199254740993))
fails("-9007199254740993 is less than", json.validate({ minimum = -9007199254740992 }, -9007199254740993))
passes({ const = math.mininteger }, math.mininteger)
fails("does not match", json.validate({ enum = { 9007199254740992 } }, 9007199254740993))
passes({ uniqueItems = true }, { 9007199254740992, 9007199254740993 })
fails("Expected", json.validate({ type = "integer" }, 1.5))
passes({ type = "integer" }, 2.0)

-- Drafts.
passes({ ["$schema"] = "http://json-schema.org/draft-07/schema#", items = { { type = "string" } } }, { "a", 1 })
passes({ ["$schema"] = "https://json-schema.org/draft/2020-12/schema", prefixItems = { { type = "string" } } }, { "a" })
fails("draft 2020-12 or 07", json.validate({ ["$schema"] = "http://json-schema.org/draft-04/schema#" }, 1))

-- Schemas that cannot be used say so.
local function unusable(part, schema)
    local bad = fails("the schema cannot be used", json.validate(schema, 1))
    assert(bad:message():find(part, 1, true), bad:message())
    assert(bad:details() == nil)
end
unusable("got nil", nil)
unusable("got number", 5)
unusable("invalid JSON", "{")
unusable("expected an object", "[]")
unusable("#/type: expected one of", { type = 5 })
unusable("#/properties/a/type", { properties = { a = { type = "text" } } })
unusable("'#/$defs/x' is not in the schema", { ["$ref"] = "#/$defs/x" })
unusable("not fetched", { ["$ref"] = "https://example.com/schema.json" })
unusable("circle", { ["$ref"] = "#" })
unusable("circle", { anyOf = { { ["$ref"] = "#/$defs/a" } }, ["$defs"] = { a = { allOf = { { ["$ref"] = "#" } } } } })
unusable("a regular expression", { pattern = "(" })
unusable("prefixItems", { items = { { type = "string" } } })
unusable("multipleOf", { multipleOf = 0 })
unusable("required", { required = "a" })

-- Recursion through a value ends.
local tree = { type = "object", properties = { child = { ["$ref"] = "#" } }, additionalProperties = false }
passes(tree, { child = { child = {} } })
fails("/child/child/x", json.validate(tree, { child = { child = { x = 1 } } }))

-- More schemas than are kept.
for i = 1, 120 do passes({ minimum = i }, i) end
for i = 1, 120 do fails("less than", json.validate({ minimum = i }, i - 1)) end

-- Patterns take time in proportion to the text, whatever they are.
fails("pattern", json.validate({ pattern = "^(a+)+$" }, ("a"):rep(60) .. "b"))
passes({ pattern = "^(a+)+$" }, ("a"):rep(60))
passes({ pattern = "^\\s.\\d{2,3}[^\\]x]$" }, "\u{2003}\u{1F319}12y")
fails("pattern", json.validate({ pattern = "^.$" }, "\u{2028}"))
passes({ patternProperties = { ["^(x|x)*$"] = { type = "number" } }, additionalProperties = false }, { xx = 1 })
unusable("linear time: it looks ahead", { pattern = "^(?=a)" })
unusable("linear time: it has a back-reference", { pattern = "^(a)\\1$" })
