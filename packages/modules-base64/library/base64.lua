---@meta base64

---Bytes as text and back: base64 of RFC 4648, also with the alphabet for URLs.
---@class base64lib
base64 = {}

---The bytes of a string as base64 with the standard alphabet and padding. Anything but a string gives nil and an INVALID error.
---@param s any
---@return string|nil
---@return error|nil err
function base64.encode(s) end

---The bytes that base64 text stands for. Line breaks are skipped; padding must be complete. Any other character, or no string at all, gives nil and an INVALID error.
---@param s any
---@return string|nil
---@return error|nil err
function base64.decode(s) end

---The bytes of a string as base64 for URLs and file names: with `-` and `_` instead of `+` and `/`, and without padding.
---@param s any
---@return string|nil
---@return error|nil err
function base64.encode_url(s) end

---The bytes that base64 text with the alphabet for URLs stands for. Padding may be left out; where it is given it must be complete.
---@param s any
---@return string|nil
---@return error|nil err
function base64.decode_url(s) end

return base64
