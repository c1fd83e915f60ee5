export type VmEnvironment = 'node' | 'sandbox';

export interface VmRequest {
  readonly environment: VmEnvironment;
  readonly repeats: number;
  /** Folder for CPU profiles, one an operation. */
  readonly profile?: string | undefined;
}

export type VmMethods = {
  /** Milliseconds of CPU of one operation each: the median of the repeats, by name of the operation. */
  measure(request: VmRequest): Promise<Readonly<Record<string, number>>>;
};
