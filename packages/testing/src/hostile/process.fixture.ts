import { simulatedHost } from '@durable-lua/host-simulated';
import { createLua } from '@durable-lua/lua-vm';
import { modules, run, type Job } from './thread.fixture.js';

/** What a process of its own does: one program; or so many workflows that wait, each with what it holds. */
export type Task = Job | { readonly open: number; readonly source: string };

/** How it went, and the most memory that the process had, in KiB. */
export interface Done {
  readonly error?: { readonly kind?: string; readonly message: string };
  readonly maxRss: number;
}

/** Opens workflows; the error of the first that does not wait. */
async function open(count: number, source: string): Promise<Done['error']> {
  const ended: string[] = [];
  for (let n = 0; n < count; n++) {
    const lua = createLua({ modules, host: simulatedHost({ modules, clock: 'manual' }) });
    void lua.run({ source, name: 'hostile.lua' }).then(
      (value) => ended.push(`it gave ${String(value)}`),
      (error: unknown) => ended.push(String(error)),
    );
    await new Promise((resolve) => setImmediate(resolve));
  }
  return ended[0] === undefined ? undefined : { message: ended[0] };
}

const task = JSON.parse(process.argv[2] ?? '') as Task;
const error = 'open' in task ? await open(task.open, task.source) : (await run(task)).error;
const { maxRSS: maxRss } = process.resourceUsage();
process.stdout.write(JSON.stringify({ ...(error === undefined ? {} : { error }), maxRss } satisfies Done), () =>
  process.exit(0),
);
