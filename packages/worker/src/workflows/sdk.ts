import type * as shared from '@temporalio/worker/lib/workflow/vm-shared.js';

/** What we use of the SDK that it does not document. */
export type SdkSandbox = Pick<typeof shared, 'BaseVMWorkflow' | 'injectGlobals'>;

/** Undefined where this version of the SDK has no such thing any more. */
export async function sdkSandbox(): Promise<SdkSandbox | undefined> {
  try {
    const found: Partial<SdkSandbox> = await import('@temporalio/worker/lib/workflow/vm-shared.js');
    const { BaseVMWorkflow, injectGlobals } = found;
    if (typeof BaseVMWorkflow !== 'function' || typeof injectGlobals !== 'function') return undefined;
    return { BaseVMWorkflow, injectGlobals };
  } catch {
    return undefined;
  }
}
