import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ensureTemporalCli } from '@durable-lua/dev-server';

let executable: Promise<string> | undefined;

/** Runs the Temporal CLI, found as the dev server finds it, against a server; what it prints. */
export async function temporalCli(address: string, ...args: readonly string[]): Promise<string> {
  executable ??= ensureTemporalCli();
  const { stdout } = await promisify(execFile)(await executable, [...args, '--address', address]);
  return stdout;
}
