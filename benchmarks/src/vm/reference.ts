import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LUA_CASES } from './cases.js';

const TIMEOUT_MS = 120_000;

const execute = promisify(execFile);

/** Whether PUC-Rio's Lua is there to compare with. */
export async function hasReference(): Promise<boolean> {
  return execute('lua5.3', ['-v'], { timeout: TIMEOUT_MS }).then(
    () => true,
    () => false,
  );
}

/** Milliseconds of CPU of each Lua program under `lua5.3`, by `os.clock`: the start of the process is not in them. */
export async function measureReference(
  repeats: number,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>>> {
  const medians: Record<string, number> = {};
  for (const [name, { source, result }] of Object.entries(LUA_CASES)) {
    const script = `
      local chunk = assert(load([==[${source}]==]))
      local samples = {}
      for i = 0, ${repeats} do
        local start = os.clock()
        assert(chunk() == ${result})
        samples[i] = os.clock() - start
      end
      table.sort(samples)
      print(samples[(#samples + 1) // 2] * 1000)`;
    const { stdout } = await execute('lua5.3', ['-e', script], { timeout: TIMEOUT_MS, signal });
    medians[name] = Number(stdout);
  }
  return medians;
}
