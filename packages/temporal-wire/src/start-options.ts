import {
  defineSearchAttributeKey,
  SearchAttributeType,
  TypedSearchAttributes,
  type Priority as SdkPriority,
  type RetryPolicy as SdkRetryPolicy,
  type SearchAttributePair,
  type SearchAttributeUpdatePair,
  type VersioningOverride as SdkVersioningOverride,
} from '@temporalio/common';
import {
  canonicalKind,
  type Priority,
  type RetryPolicy,
  type SearchAttribute,
  type StartOptions,
  type VersioningOverride,
} from '@durable-lua/determinism';
import { defined } from '@durable-lua/determinism/host';
import { encodeData } from '@durable-lua/lua-vm';
import { RawPayload } from './converter.js';

/** Fields that the SDK's client and child starts have in common. Absent stays absent: the server's default holds. */
export function sdkStartOptions(options: StartOptions) {
  return defined({
    workflowExecutionTimeout: options.executionTimeout,
    workflowRunTimeout: options.runTimeout,
    workflowTaskTimeout: options.taskTimeout,
    workflowIdReusePolicy: options.idReusePolicy?.toUpperCase() as
      'ALLOW_DUPLICATE' | 'ALLOW_DUPLICATE_FAILED_ONLY' | 'REJECT_DUPLICATE' | undefined,
    retry: options.retryPolicy === undefined ? undefined : sdkRetryPolicy(options.retryPolicy),
    cronSchedule: options.cronSchedule,
    memo:
      options.memo === undefined
        ? undefined
        : Object.fromEntries(
            Object.entries(options.memo).map(([key, value]) => [key, new RawPayload(encodeData(value))]),
          ),
    typedSearchAttributes:
      options.searchAttributes === undefined
        ? undefined
        : new TypedSearchAttributes(Object.entries(options.searchAttributes).map(sdkSearchAttribute)),
    staticSummary: options.summary,
    staticDetails: options.details,
    priority: options.priority === undefined ? undefined : sdkPriority(options.priority),
  });
}

export function sdkRetryPolicy(policy: RetryPolicy): SdkRetryPolicy {
  const kinds = policy.nonRetryableErrorKinds;
  return defined({
    initialInterval: policy.initialInterval,
    backoffCoefficient: policy.backoffCoefficient,
    maximumInterval: policy.maximumInterval,
    // The SDK takes "no limit" as absent.
    maximumAttempts: policy.maximumAttempts === 0 ? undefined : policy.maximumAttempts,
    nonRetryableErrorTypes:
      kinds === undefined ? undefined : [...new Set(kinds.flatMap((kind) => [kind, canonicalKind(kind)]))],
  });
}

export function sdkPriority(priority: Priority): SdkPriority {
  return { ...priority };
}

export function sdkVersioningOverride(override: VersioningOverride): SdkVersioningOverride {
  if (override.mode === 'auto_upgrade') return 'AUTO_UPGRADE';
  return { pinnedTo: { deploymentName: override.deploymentName, buildId: override.buildId } };
}

export function sdkSearchAttribute([name, attribute]: [string, SearchAttribute]): SearchAttributePair {
  switch (attribute.type) {
    case 'keyword':
      return { key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD), value: attribute.value };
    case 'keyword_list':
      return { key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD_LIST), value: [...attribute.value] };
    case 'bool':
      return { key: defineSearchAttributeKey(name, SearchAttributeType.BOOL), value: attribute.value };
    case 'int':
      return { key: defineSearchAttributeKey(name, SearchAttributeType.INT), value: attribute.value };
    case 'double':
      return { key: defineSearchAttributeKey(name, SearchAttributeType.DOUBLE), value: attribute.value };
    case 'datetime':
      return { key: defineSearchAttributeKey(name, SearchAttributeType.DATETIME), value: new Date(attribute.value) };
  }
}

/** A search attribute that the SDK gives, as ours. A text for full-text search is a keyword here. */
export function attributeOf({ key, value }: SearchAttributePair): SearchAttribute {
  switch (key.type) {
    case 'TEXT':
    case 'KEYWORD':
      return { type: 'keyword', value: value as string };
    case 'KEYWORD_LIST':
      return { type: 'keyword_list', value: value as string[] };
    case 'BOOL':
      return { type: 'bool', value: value as boolean };
    case 'INT':
      return { type: 'int', value: value as number };
    case 'DOUBLE':
      return { type: 'double', value: value as number };
    case 'DATETIME':
      return { type: 'datetime', value: (value as Date).getTime() };
  }
}

/** What takes a search attribute away. */
export const noSearchAttribute = ({ key }: SearchAttributePair): SearchAttributeUpdatePair =>
  ({ key, value: null }) as SearchAttributeUpdatePair;
