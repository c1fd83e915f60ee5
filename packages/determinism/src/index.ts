/** What the author of a Lua module uses. Hosts and whoever composes them find the rest in `host.ts`. */

export { ERROR_KINDS, LuaError, Misuse, canceled, canonicalKind, internal, invalid } from './errors.js';
export { checkNames } from './options/known-names.js';
export type { NamesOf } from './options/known-names.js';
export { didYouMean } from './nearest.js';
export { INT64_MAX, INT64_MIN, exactInteger, isInt64 } from './int64.js';
export { numberText } from './number-text.js';
export { LONE_SURROGATE, LUA_MARK, writeJsonNumber } from './json-text.js';
export { jsonMaker, readJson } from './read-json.js';
export { luaJsonMaker } from './lua-json.js';
export { writeJson } from './write-json.js';
export type { JsonLayout } from './write-json.js';
export type { Json, JsonMaker } from './read-json.js';
export type { ErrorKind, LuaErrorOptions, StandardErrorKind } from './errors.js';
export type { Data, Sendable, SendableTable } from './data.js';
export type { ResultSchema } from './result-schema.js';
export { MAX_DOCUMENT_DEPTH, UNMARKED, compareBytes, readDocument } from './document.js';
export type { Document } from './document.js';
export { checkTopic } from './topic.js';
export type { Entries, EntryView } from './entries.js';
export type { Environment } from './environment.js';
export type { ClientRequest, ClientResponse, ClientTlsOptions, FormPart, HttpClient } from './http-client.js';
export { otherVersion, taken } from './stores.js';
export type { ListOptions, PutOptions, Store, StoreEntry, StoreInfo, Stores } from './stores.js';
export type { Activity, ActivityInfo } from './activity.js';
export { httpResponse } from './http.js';
export type { BodyLimits, ByteStream, Form, FormFile, Http, HttpExchange, HttpRequest, HttpResponse } from './http.js';
export type { ContinueOptions, Continuation, Handlers, QueryHandler, UpdateHandler } from './handlers.js';
export type { CancelRequest, Closed, Names, ProcessEvent, ProcessOptions, Supervision } from './supervision.js';
export { PAYLOAD_FORMATS, PayloadObject } from './payload.js';
export type { Payload, PayloadFormat } from './payload.js';
export {
  Duration,
  durationForms,
  durationMillis,
  durationProblem,
  formatDuration,
  LONGEST_DURATION,
  parseDuration,
} from './duration.js';
export {
  anyTable,
  boolean,
  bytes,
  channel,
  data,
  duration,
  func,
  instance,
  int64,
  integer,
  list,
  map,
  moment,
  nothing,
  number,
  oneOf,
  optional,
  options,
  payload,
  record,
  rest,
  result,
  resultOrFalse,
  results,
  returns,
  string,
  table,
  thread,
  value,
} from './types.js';
export type { Args, Infer, InferResult, Params, Returns, Type, TypeKind } from './types.js';
export { present } from './lua.js';
export type {
  Blocking,
  Channel,
  Feed,
  LuaCallable,
  LuaServices,
  LuaValue,
  Presented,
  SelectCase,
  Selected,
  ToLua,
  Source,
} from './lua.js';
export { mapOperation, operation } from './operation.js';
export type { Operation } from './operation.js';
export type {
  Capabilities,
  CapabilityName,
  Clock,
  Context,
  ContextValues,
  FunctionCall,
  Functions,
  Log,
  LogLevel,
  MailboxViews,
  Message,
  Millis,
  OutgoingMessage,
  Processes,
  Random,
  RunChanges,
  SignatureAlgorithm,
  Signatures,
  SpawnRequest,
  Workflow,
  WorkflowInfo,
} from './capabilities.js';
export { defineClass, defineModule, fn } from './define.js';
export type {
  BadArguments,
  Class,
  ClassDefinition,
  Constant,
  Env,
  Fn,
  FunctionDefinition,
  FunctionSpec,
  Metamethod,
  ModuleDefinition,
  ModuleHeader,
  Outcome,
  Self,
} from './define.js';
export { SelectCaseObject, channelClass, errorClass, payloadClass, selectCaseClass } from './classes.js';
export { parsePid } from './pid.js';
export type { Pid } from './pid.js';
export { checkEntryId } from './entry-id.js';
export { withoutSecurity } from './no-security.js';
export { contextValues, mergeContext } from './context-values.js';
export { mergeOptions } from './options/merge-options.js';
export { optionTable } from './options/option-table.js';
export type { OptionTable, OptionValue } from './options/option-table.js';
export { checkOptions, readOptions } from './options/option-rows.js';
export type { OptionRow, OptionRows, OptionSet, OptionsOf, OptionsRead, OptionType } from './options/option-rows.js';
export type { OptionPath, OptionPlace, OptionProblem, WrongValue } from './options/problems.js';
export * as optionType from './options/option-types.js';
export type { Priority, RetryPolicy } from './options/policies.js';
export { callOptions, callOptionSet, checkLocalCall } from './options/call-options.js';
export type { CallOptions } from './options/call-options.js';
export type { CallSide } from './options/call-rows.js';
export { startOptions, startOptionSet } from './options/start-options.js';
export type { StartOptions } from './options/start-options.js';
export type { IdConflictPolicy, IdReusePolicy, ParentClosePolicy, StartSide } from './options/start-rows.js';
export { searchAttributeChanges } from './options/start-types.js';
export type { SearchAttribute, VersioningOverride } from './options/start-types.js';
