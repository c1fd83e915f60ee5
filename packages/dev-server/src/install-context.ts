import type { Guard } from './guard.js';

/** What a way to get the CLI is given. It puts the file below `dir` and returns its path, or throws why it cannot. */
export interface InstallContext {
  guard: Guard;
  dir: string;
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  signal: AbortSignal | undefined;
}
