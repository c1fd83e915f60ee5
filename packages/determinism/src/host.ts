/** What hosts, engines and whoever composes them use beside the main entry point. No module needs any of it. */

export { CAPABILITY_NAMES } from './capabilities.js';
export type { CoroutineState, Host, HostedVm } from './capabilities.js';
export { compose, isInterceptor, missingCapability, restrictTo } from './interceptors.js';
export { lazyCapabilities } from './lazy-capabilities.js';
export type { Interceptor } from './interceptors.js';
export { builtInQueries, coroutineText } from './built-in-queries.js';
export { Mailbox } from './mailbox.js';
export type { MessageObserver } from './mailbox.js';
export { linkedFailed, Supervisor } from './supervision.js';
export type { SupervisorOptions } from './supervision.js';
export { builtinClasses } from './classes.js';
export { isOperation, isThenable } from './operation.js';
export { isRetriedByDefault, tookTooLong } from './errors.js';
export { withLogFacts } from './log.js';
export { formatPid, HOST_FUNCTIONS } from './pid.js';
export { optionsSchema } from './options/options-schema.js';
export { DURATION_SCHEMA, NANOS_PER_MILLI, POSITIVE_DURATION_SCHEMA } from './duration.js';
export { orNull } from './json-schema.js';
export type { JsonSchema } from './json-schema.js';
export { optionTableOf } from './options/option-table.js';
export { DEFAULT_START_TO_CLOSE } from './options/call-rows.js';
export { callOptionProblems } from './options/call-options.js';
export { checkStartSide, conflictPolicy, startOptionName } from './options/start-options.js';
export { PROCESS_HOST, refuseWorkflowOptions, WORKER, wrongHost } from './placement.js';
export { checkUpdateAnswer, updateFailure, updateTooLate, updateUnanswered } from './update-answers.js';
export { checkCancel, checkNames } from './options/known-names.js';
export type { NamesOf } from './options/known-names.js';
export { didYouMean, nearest } from './nearest.js';
export { conforming } from './result-schema.js';
export { defined } from './defined.js';
export { isLuaName } from './lua-name.js';
export { liveHost } from './live-host.js';
export type { LiveHost, LiveHostOptions, Platform } from './live-host.js';
export { realClockOf } from './real-clock.js';
export type { ClockGlobals } from './real-clock.js';
export { outsideActivity } from './activity.js';
export { outsideHttp } from './http.js';
export { outsideWorkflow } from './outside-workflow.js';
export { versionBefore, Versions } from './versions.js';
export { AMBIENT_MODULES, LANGUAGE_MODULES } from './module-names.js';
export { cutError, cutText } from './cut-error.js';
export {
  checkField,
  checkName,
  checkSearchAttributes,
  checkSizeLimits,
  checkUpdate,
  DEFAULT_SIZE_LIMITS,
  EVENTS_PER_COMMAND,
  fieldBytes,
  historyTooLong,
  LOCAL_MARKER_BYTES,
  localRoom,
  localsTooLarge,
  MAX_FAILURE_BYTES,
  MAX_HISTORY_BYTES,
  MAX_PAYLOAD_BYTES,
  MAX_REASON_BYTES,
  MAX_REQUEST_BYTES,
  payloadBytes,
  REQUEST_RESERVE_BYTES,
  searchAttributesProblem,
  taskRoom,
  taskTooLarge,
  together,
  tooLarge,
  tooManyPending,
  updateBytes,
  COMMAND_UNITS,
  VERSION_UNITS,
} from './sizes.js';
export { SEARCH_ATTRIBUTE_TYPES, unregistered, unregisteredError } from './search-attributes.js';
export type { RegisteredAttributes, SearchAttributeType, Unregistered } from './search-attributes.js';
export type { GivenSizeLimits, SizeLimits } from './sizes.js';
export { parseJson } from './parse-json.js';
export { ifItIsAName, NameRegistry, noNamesInWorkflows, noSuchName, notOfThisNode } from './name-registry.js';
