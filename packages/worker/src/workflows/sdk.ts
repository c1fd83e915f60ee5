import { createRequire } from 'node:module';
import type * as proto from '@temporalio/proto';
import type * as internal from '@temporalio/common/lib/internal-non-workflow/index.js';
import type * as codecs from '@temporalio/worker/lib/workflow-codec-runner.js';
import type * as shared from '@temporalio/worker/lib/workflow/vm-shared.js';
import type * as rxjs from 'rxjs';

/** What we use of the SDK that it does not document, and of what it stands on. */
export interface SdkParts
  extends
    Pick<typeof shared, 'BaseVMWorkflow' | 'injectGlobals'>,
    Pick<typeof codecs, 'WorkflowCodecRunner'>,
    Pick<typeof internal, 'encodeErrorToFailure'>,
    Pick<typeof proto, 'coresdk'>,
    Pick<typeof rxjs, 'concat' | 'defer' | 'mergeMap'> {}

/** Undefined where this version of the SDK has no such thing any more. */
export function sdkParts(): SdkParts | undefined {
  try {
    const sdk = createRequire(createRequire(import.meta.url).resolve('@temporalio/worker'));
    const load = (file: string): Partial<SdkParts> => sdk(file) as Partial<SdkParts>;
    const { BaseVMWorkflow, injectGlobals } = load('@temporalio/worker/lib/workflow/vm-shared.js');
    const { WorkflowCodecRunner } = load('@temporalio/worker/lib/workflow-codec-runner.js');
    const { encodeErrorToFailure } = load('@temporalio/common/lib/internal-non-workflow/index.js');
    const { coresdk } = load('@temporalio/proto');
    const { concat, defer, mergeMap } = load('rxjs');
    const parts = { BaseVMWorkflow, injectGlobals, WorkflowCodecRunner, encodeErrorToFailure, concat, defer, mergeMap };
    if (coresdk === undefined || Object.values(parts).some((part) => typeof part !== 'function')) return undefined;
    return { ...parts, coresdk } as SdkParts;
  } catch {
    return undefined;
  }
}
