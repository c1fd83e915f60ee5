export const AGENT_CHANNEL = 'durable-lua-benchmarks';

export interface AgentRequest {
  readonly id: number;
  readonly command: 'heap' | 'startProfile' | 'stopProfile';
  /** Where a profile goes; the thread and an extension are put behind it. */
  readonly file?: string | undefined;
}

export type AgentReply = { readonly id: number; readonly thread: string } & (
  { readonly value: number | string } | { readonly error: string }
);
