-- What "base64" promises, as asserts. It is run on every host, and replayed.
local base64 = require("base64")

-- RFC 4648, section 10.
local vectors = {
  [""] = "", f = "Zg==", fo = "Zm8=", foo = "Zm9v", foob = "Zm9vYg==", fooba = "Zm9vYmE=", foobar = "Zm9vYmFy",
}
for plain, encoded in pairs(vectors) do
  local text, err = base64.encode(plain)
  assert(text == encoded and err == nil, text)
  local bytes, why = base64.decode(encoded)
  assert(bytes == plain and why == nil, bytes)
end

-- Every byte, and both alphabets.
local all = {}
for byte = 0, 255 do all[#all + 1] = string.char(byte) end
all = table.concat(all)
assert(base64.decode(base64.encode(all)) == all and base64.decode_url(base64.encode_url(all)) == all)
assert(base64.encode("\xfb\xff\xfe\0") == "+//+AA==")
assert(base64.encode_url("\xfb\xff\xfe\0") == "-__-AA")
assert(base64.encode_url("") == "" and base64.decode_url("") == "")
assert(base64.encode("é") == "w6k=" and base64.decode("w6k=") == "é")

-- Line breaks are skipped, wherever they stand; nothing else is.
assert(base64.decode("Zm9v\r\nYm\nFy\n") == "foobar")
assert(base64.decode("\nZg=\r\n=\n") == "f" and base64.decode("\r\n") == "")
assert(base64.decode_url("Zm9v\r\nYg\n") == "foob")

-- Bits after the last byte do not count, as in Go.
assert(base64.decode("Zh==") == "f" and base64.decode("Zv==") == "f" and base64.decode("Zm9=") == "fo")
assert(base64.decode_url("Zh") == "f" and base64.decode_url("Zm9") == "fo")

local function refused(decode, given, ...)
  local bytes, err = decode(given)
  assert(bytes == nil and err, tostring(given) .. " was taken")
  assert(err:kind() == "INVALID" and err:retryable() == false, err)
  for _, part in ipairs { ... } do
    assert(err:message():find(part, 1, true), err:message())
  end
end

-- Characters.
refused(base64.decode, "Zm9v Yg==", "decode: \" \" at position 5 is not base64")
refused(base64.decode, "\nZm-_", "\"-\" at position 4", "belong to decode_url")
refused(base64.decode_url, "Zm+/", "\"+\" at position 3", "belong to decode")
refused(base64.decode, "Zm9v\t", "position 5")
refused(base64.decode, "Zm9vé", "\"é\" at position 5")
refused(base64.decode, "Zm9\xff", "not even UTF-8")
refused(base64.decode, "Zm9v\0", "position 5")

-- Padding.
refused(base64.decode, "Zg", "wrong padding: expected '==' at the end, got ''")
refused(base64.decode, "Zg=", "expected '==' at the end, got '='")
refused(base64.decode, "Zm8", "expected '=' at the end, got ''")
refused(base64.decode, "Zm8==", "got '=='")
refused(base64.decode, "Zm9v=", "expected none, got '='")
refused(base64.decode, "Zm9v====", "expected none")
refused(base64.decode, "Zg==Zg==", "got '==Zg=='")
refused(base64.decode, "Z=g=", "cut off")
refused(base64.decode, "=", "expected none")
refused(base64.decode, "Zm9vY", "cut off")
refused(base64.decode, "Z===", "cut off")

-- For URLs padding may be left out, but not be wrong.
assert(base64.decode_url("Zg==") == "f" and base64.decode_url("Zm8=") == "fo")
refused(base64.decode_url, "Zg=", "wrong padding")
refused(base64.decode_url, "Zm9v=", "wrong padding")
refused(base64.decode_url, "Z", "cut off")

-- Anything but a string is returned, numbers too.
for name, f in pairs(base64) do
  for _, wrong in ipairs { 12, 1.5, true, false, {}, print, coroutine.create(print) } do
    refused(f, wrong, name .. ": argument #1 (s): string expected, got " .. type(wrong))
  end
  refused(f, nil, "string expected, got nil")
  refused(function() return f() end, nil, "string expected, got nil")
end

-- A megabyte of bytes that are no text.
local long = all:rep(4096)
assert(base64.decode(base64.encode(long)) == long)
