export type VmEnvironment = 'node' | 'sandbox';

export interface VmRequest {
  readonly environment: VmEnvironment;
  readonly repeats: number;
}

export type VmMethods = {
  /** Milliseconds of one operation each: the median of the repeats, by name of the operation. */
  measure(request: VmRequest): Promise<Readonly<Record<string, number>>>;
};
