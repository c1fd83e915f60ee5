---@meta http

---The request that a function answers.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@class http.Request
local Request = {}

---The method, in capitals.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return string|nil
---@return error|nil err
function Request:method() end

---The path, decoded, without the query.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return string|nil
---@return error|nil err
function Request:path() end

---The header Host; "" without one.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return string|nil
---@return error|nil err
function Request:host() end

---Address and port of the other end of the connection.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return string|nil
---@return error|nil err
function Request:remote_addr() end

---The first value of a parameter of the query, or nil.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param name string
---@return string|nil
---@return error|nil err
function Request:query(name) end

---All parameters of the query; values of one name joined with a comma.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return table<string, string>|nil
---@return error|nil err
function Request:query_params() end

---A header by its name in whatever case, or nil; values of one name joined with a comma and a space.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param name string
---@return string|nil
---@return error|nil err
function Request:header(name) end

---The header Content-Type, or nil.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return string|nil
---@return error|nil err
function Request:content_type() end

---How many bytes the body has; -1 where the client does not say it.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return integer|nil
---@return error|nil err
function Request:content_length() end

---What a parameter of the route stands for: {id} in /orders/{id}. Nil for a name that the route does not have.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param name string
---@return string|nil
---@return error|nil err
function Request:param(name) end

---All parameters of the route.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return table<string, string>|nil
---@return error|nil err
function Request:params() end

---The whole body, "" if there is none; waits for it, and gives the same each time. An INVALID error where it is too large, an INTERNAL one when it cannot be read or not in time.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return string|nil
---@return error|nil err
function Request:body() end

---The value that the body describes as JSON, decoded as by json.decode. An INVALID error for what is no JSON, or no body.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return any
---@return error|nil err
function Request:body_json() end

---Whether the request has a body.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return boolean|nil
---@return error|nil err
function Request:has_body() end

---Whether the Content-Type begins with this text, in whatever case.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param content_type string
---@return boolean|nil
---@return error|nil err
function Request:is_content_type(content_type) end

---Whether the header Accept allows a type, `*/*` and `text/*` being counted; false without that header.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param content_type string
---@return boolean|nil
---@return error|nil err
function Request:accepts(content_type) end

---@class http.Request.parse_multipart.result
---@field values table<string, string|string[]>
---@field files table<string, http.File[]>

---The fields of a multipart/form-data body: under `values` a text each, or a list of them for a name that comes more than once; under `files` a list for each name. An INVALID error for another type of body, or one that takes more than `max_memory` bytes, 32 MiB if not given; an INTERNAL error for what is malformed.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param max_memory? integer
---@return http.Request.parse_multipart.result|nil
---@return error|nil err
function Request:parse_multipart(max_memory) end

---The body as it comes. An INVALID error when it was read before.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return http.Stream|nil
---@return error|nil err
function Request:stream() end

---The response to a request. Status and headers go out with the first byte of the body, with `flush`, or when the function ends.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@class http.Response
local Response = {}

---The status, 200 unless set. Gives nothing, or an error as its only result.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param code integer
---@return error|nil
function Response:set_status(code) end

---A header, in the place of an earlier one; Set-Cookie adds another. Gives nothing, or an error as its only result.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param name string
---@param value string
---@return error|nil
function Response:set_header(name, value) end

---The type of the body. Gives nothing, or an error as its only result.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param content_type string
---@return error|nil
function Response:set_content_type(content_type) end

---A part of the body; waits while the client is slow. Gives nothing, or an error as its only result.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param data string
---@return error|nil
function Response:write(data) end

---A value as json.encode writes it, as application/json unless a type was set. Gives nothing, or an error as its only result.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param v any
---@return error|nil
function Response:write_json(v) end

---Sends status and headers, if they have not gone out. Gives nothing, or an error as its only result.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return error|nil
function Response:flush() end

---How the body goes out: `chunked`, part by part, or `sse`, as events. Gives nothing, or an error as its only result.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param mode string
---@return error|nil
function Response:set_transfer(mode) end

---An event with a name, and data as JSON; the first one makes the response a stream of events. Gives nothing, or an error as its only result.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param event { name: string, data: any }
---@return error|nil
function Response:write_event(event) end

---The status, 200 unless set. Gives the response itself; raises an error on failure.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param code integer
---@return http.Response
function Response:status(code) end

---A header, in the place of an earlier one; Set-Cookie adds another. Gives the response itself; raises an error on failure.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param name string
---@param value string
---@return http.Response
function Response:header(name, value) end

---The type of the body. Gives the response itself; raises an error on failure.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param content_type string
---@return http.Response
function Response:content_type(content_type) end

---The whole body as json.encode writes a value, and the end of the response. Gives the response itself; raises an error on failure.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param v any
---@return http.Response
function Response:json(v) end

---The whole body as plain text, and the end of the response. Gives the response itself; raises an error on failure.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param data string
---@return http.Response
function Response:text(data) end

---The whole body as HTML, and the end of the response. Gives the response itself; raises an error on failure.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param data string
---@return http.Response
function Response:html(data) end

---The whole body, and the end of the response. Gives the response itself; raises an error on failure.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param data string
---@return http.Response
function Response:body(data) end

---Bytes that come over time.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@class http.Stream
local Stream = {}

---The next bytes, at most `n`, 32768 if it is 0 or not given; nil at the end. Waits until there are some.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param n? integer
---@return string|nil
---@return error|nil err
function Stream:read(n) end

---Lets go of what is left.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return boolean|nil
---@return error|nil err
function Stream:close() end

---A file of a form.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@class http.File
local File = {}

---What the sender calls it; "" if it does not.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return string
function File:name() end

---Its bytes.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return integer
function File:size() end

---A header of its part of the form, such as Content-Type, in whatever case; nil if it has none.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param name string
---@return string|nil
function File:header(name) end

---Its bytes from the beginning, a stream of its own at each call.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return http.Stream|nil
---@return error|nil err
function File:stream() end

---The HTTP request that a function answers, and the response to it.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@class httplib
http = {}

---The request that this function answers, always the same object. `timeout`, in milliseconds, and `max_body`, in bytes, are for the reading of its body. An INTERNAL error where no request is answered.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@param options? { timeout?: integer, max_body?: integer }
---@return http.Request|nil
---@return error|nil err
function http.request(options) end

---The response to that request, always the same object. An INTERNAL error where no request is answered.
---Not in workflows: answer the request in a function, and start the workflow or send it a message from there
---@return http.Response|nil
---@return error|nil err
function http.response() end

---@class httplib.METHOD
http.METHOD = {}

---@class httplib.CONTENT
http.CONTENT = {}

---@class httplib.TRANSFER
http.TRANSFER = {}

---@class httplib.ERROR
http.ERROR = {}

---@class httplib.STATUS
http.STATUS = {}

http.METHOD.GET = "GET"
http.METHOD.POST = "POST"
http.METHOD.PUT = "PUT"
http.METHOD.DELETE = "DELETE"
http.METHOD.PATCH = "PATCH"
http.METHOD.HEAD = "HEAD"
http.METHOD.OPTIONS = "OPTIONS"
http.CONTENT.JSON = "application/json"
http.CONTENT.FORM = "application/x-www-form-urlencoded"
http.CONTENT.MULTIPART = "multipart/form-data"
http.CONTENT.TEXT = "text/plain"
http.CONTENT.STREAM = "application/octet-stream"
http.TRANSFER.CHUNKED = "chunked"
http.TRANSFER.SSE = "sse"
http.ERROR.PARSE_FAILED = "PARSE_FAILED"
http.ERROR.INVALID_STATE = "INVALID_STATE"
http.ERROR.WRITE_FAILED = "WRITE_FAILED"
http.ERROR.STREAM_ERROR = "STREAM_ERROR"
http.STATUS.OK = 200
http.STATUS.CREATED = 201
http.STATUS.ACCEPTED = 202
http.STATUS.NO_CONTENT = 204
http.STATUS.PARTIAL_CONTENT = 206
http.STATUS.MOVED_PERMANENTLY = 301
http.STATUS.FOUND = 302
http.STATUS.SEE_OTHER = 303
http.STATUS.NOT_MODIFIED = 304
http.STATUS.TEMPORARY_REDIRECT = 307
http.STATUS.PERMANENT_REDIRECT = 308
http.STATUS.BAD_REQUEST = 400
http.STATUS.UNAUTHORIZED = 401
http.STATUS.PAYMENT_REQUIRED = 402
http.STATUS.FORBIDDEN = 403
http.STATUS.NOT_FOUND = 404
http.STATUS.METHOD_NOT_ALLOWED = 405
http.STATUS.NOT_ACCEPTABLE = 406
http.STATUS.CONFLICT = 409
http.STATUS.GONE = 410
http.STATUS.UNPROCESSABLE = 422
http.STATUS.TOO_MANY_REQUESTS = 429
http.STATUS.INTERNAL_ERROR = 500
http.STATUS.INTERNAL_SERVER_ERROR = 500
http.STATUS.NOT_IMPLEMENTED = 501
http.STATUS.BAD_GATEWAY = 502
http.STATUS.SERVICE_UNAVAILABLE = 503
http.STATUS.GATEWAY_TIMEOUT = 504
http.STATUS.VERSION_NOT_SUPPORTED = 505

return http
