---@meta http_client

---The body of a response, as it comes.
---Not in workflows: call a function that sends the request
---@class http_client.Stream
local Stream = {}

---The next bytes, at most `n`, 32768 if it is 0 or not given; nil at the end. Waits until there are some.
---Not in workflows: call a function that sends the request
---@param n? integer
---@return string|nil
---@return error|nil err
function Stream:read(n) end

---Lets go of what is left.
---Not in workflows: call a function that sends the request
---@return boolean|nil
---@return error|nil err
function Stream:close() end

---HTTP requests to other servers, kept away from private addresses.
---Not in workflows: call a function that sends the request
---@class http_clientlib
http_client = {}

---@class http_client.get.result
---@field status_code integer
---@field body string
---@field body_size integer
---@field headers table<string, string>
---@field cookies table<string, string>
---@field url string
---@field stream? http_client.Stream

---Sends a GET request and waits for the response, whatever its status. Options: `headers`, `query`, `cookies`, `form` (tables of texts), `body`, `json`, `files`, `auth`, `timeout` (seconds or a duration, 30 by default), `stream`, `max_response_body`, `unix_socket`, `tls`.
---Not in workflows: call a function that sends the request
---@param url string
---@param options? table
---@return http_client.get.result|nil
---@return error|nil err
function http_client.get(url, options) end

---Sends a POST request and waits for the response, whatever its status. Options: `headers`, `query`, `cookies`, `form` (tables of texts), `body`, `json`, `files`, `auth`, `timeout` (seconds or a duration, 30 by default), `stream`, `max_response_body`, `unix_socket`, `tls`.
---Not in workflows: call a function that sends the request
---@param url string
---@param options? table
---@return http_client.get.result|nil
---@return error|nil err
function http_client.post(url, options) end

---Sends a PUT request and waits for the response, whatever its status. Options: `headers`, `query`, `cookies`, `form` (tables of texts), `body`, `json`, `files`, `auth`, `timeout` (seconds or a duration, 30 by default), `stream`, `max_response_body`, `unix_socket`, `tls`.
---Not in workflows: call a function that sends the request
---@param url string
---@param options? table
---@return http_client.get.result|nil
---@return error|nil err
function http_client.put(url, options) end

---Sends a PATCH request and waits for the response, whatever its status. Options: `headers`, `query`, `cookies`, `form` (tables of texts), `body`, `json`, `files`, `auth`, `timeout` (seconds or a duration, 30 by default), `stream`, `max_response_body`, `unix_socket`, `tls`.
---Not in workflows: call a function that sends the request
---@param url string
---@param options? table
---@return http_client.get.result|nil
---@return error|nil err
function http_client.patch(url, options) end

---Sends a DELETE request and waits for the response, whatever its status. Options: `headers`, `query`, `cookies`, `form` (tables of texts), `body`, `json`, `files`, `auth`, `timeout` (seconds or a duration, 30 by default), `stream`, `max_response_body`, `unix_socket`, `tls`.
---Not in workflows: call a function that sends the request
---@param url string
---@param options? table
---@return http_client.get.result|nil
---@return error|nil err
function http_client.delete(url, options) end

---Sends a HEAD request and waits for the response, whatever its status. Options: `headers`, `query`, `cookies`, `form` (tables of texts), `body`, `json`, `files`, `auth`, `timeout` (seconds or a duration, 30 by default), `stream`, `max_response_body`, `unix_socket`, `tls`.
---Not in workflows: call a function that sends the request
---@param url string
---@param options? table
---@return http_client.get.result|nil
---@return error|nil err
function http_client.head(url, options) end

---Sends a request and waits for the response, whatever its status. Options: `headers`, `query`, `cookies`, `form` (tables of texts), `body`, `json`, `files`, `auth`, `timeout` (seconds or a duration, 30 by default), `stream`, `max_response_body`, `unix_socket`, `tls`.
---Not in workflows: call a function that sends the request
---@param method string
---@param url string
---@param options? table
---@return http_client.get.result|nil
---@return error|nil err
function http_client.request(method, url, options) end

---Sends several requests at once, each `{ method, url, options }`: their responses by position, and nil or the errors by position. Nothing is sent, and nil and one error given, when one of them is malformed or may not be sent.
---Not in workflows: call a function that sends the request
---@param requests table[]
---@return any[]|nil
---@return any
function http_client.request_batch(requests) end

---A text as a part of a query: a space becomes `+`.
---Not in workflows: call a function that sends the request
---@param text string
---@return string
function http_client.encode_uri(text) end

---The text of a part of a query; `INVALID` for one that is malformed.
---Not in workflows: call a function that sends the request
---@param text string
---@return string|nil
---@return error|nil err
function http_client.decode_uri(text) end

return http_client
