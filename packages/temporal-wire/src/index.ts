export { cancelReason, readCancelReason } from './cancel-reason.js';
export type { SentCancel } from './cancel-reason.js';
export { ordinaryValue, payloadConverter, RawPayload, setConversion } from './converter.js';
export { outgoing, outgoingOne } from './outgoing.js';
export {
  fromFailure,
  isSignalLimit,
  MAX_QUERY_FAILURE_BYTES,
  toCancelledFailure,
  toFailure,
  updateFailureOf,
} from './failure.js';
export type { FailureOptions } from './failure.js';
export {
  readAutoHeartbeat,
  readContext,
  readLocalRoom,
  readSender,
  withAutoHeartbeat,
  withContext,
  withLocalRoom,
  withSender,
} from './headers.js';
export type { Headers, LocalRoom } from './headers.js';
export type {
  DeliverRequest,
  RpcRequest,
  SpawnProcessRequest,
  StartedElsewhere,
  TerminateRequest,
  WatchRequest,
} from './internal-activities.js';
export {
  ACTIVITY_DELIVER,
  ACTIVITY_LOOKUP,
  ACTIVITY_RANDOM,
  ACTIVITY_RPC,
  ACTIVITY_SIGN,
  ACTIVITY_SPAWN,
  ACTIVITY_TERMINATE,
  ACTIVITY_VERIFY,
  ACTIVITY_WATCH,
  HEADER_AUTO_HEARTBEAT,
  HEADER_CONTEXT,
  HEADER_FROM,
  HEADER_LOCAL_ROOM,
  HOST_UPDATE,
  nodeQueue,
  RESERVED_PREFIX,
  SDK_RESERVED_PREFIX,
  SIGNAL_LINK,
  SIGNAL_MESSAGES,
  SIGNAL_UNLINK,
  START_MARK,
} from './names.js';
export { limitsOf, noFunction, pidOf, spawnTarget, workflowAddress, workflowOf } from './directory.js';
export type { Directory, WorkflowAddress, WorkflowTarget } from './directory.js';
export { processAddress, processTarget } from './process-target.js';
export type { ProcessTarget } from './process-target.js';
export {
  attributeOf,
  noSearchAttribute,
  sdkPriority,
  sdkRetryPolicy,
  sdkSearchAttribute,
  sdkStartOptions,
  sdkVersioningOverride,
} from './start-options.js';
export { readStartArguments, startArguments } from './start-argument.js';
export type { StartExtras } from './start-argument.js';
export { messagesSignal, readMessagesSignal } from './startup-messages.js';
