import { vi } from 'vitest';
import type { Command, ExitCode } from '../command.js';
import { runProgram } from '../program.js';

/** Runs a command in this process; what it prints. */
export async function printedBy(
  command: Command,
  ...args: readonly string[]
): Promise<{ exitCode: ExitCode; out: string; err: string }> {
  const printed = { out: '', err: '' };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed.out += String(text)), true)),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((printed.err += String(text)), true)),
  ];
  try {
    return { exitCode: await runProgram([command], ['node', 'durable-lua', ...args]), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
