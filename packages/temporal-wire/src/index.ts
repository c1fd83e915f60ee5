export { RawPayload, payloadConverter } from './converter.js';
export { MAX_PAYLOAD_BYTES, outgoing, outgoingOne } from './outgoing.js';
export { fromFailure, isSignalLimit, toCancelledFailure, toFailure } from './failure.js';
export { readContext, readSender, withContext, withSender } from './headers.js';
export type { Headers } from './headers.js';
export {
  ACTIVITY_RANDOM,
  ACTIVITY_SIGN,
  ACTIVITY_VERIFY,
  HEADER_CONTEXT,
  HEADER_FROM,
  RESERVED_PREFIX,
  SDK_RESERVED_PREFIX,
  SIGNAL_MESSAGES,
  START_MARK,
} from './names.js';
export { pidOf, spawnTarget, workflowAddress, workflowOf } from './directory.js';
export type { Directory, WorkflowAddress, WorkflowTarget } from './directory.js';
export { defined, sdkPriority, sdkRetryPolicy, sdkStartOptions } from './start-options.js';
export { dataToMessage, messageToData, readStartArguments, startArgument } from './start-argument.js';
export type { StartExtras } from './start-argument.js';
