import { boolean, defineModule, fn, integer, type ModuleDefinition } from '@durable-lua/determinism';
import type { Subject } from './subject.js';

/** What some work took and what was paid for it. */
export interface Measured {
  /** How large its arguments were. */
  readonly size: number;
  /** Processor time. */
  readonly millis: number;
  readonly units: number;
}

/** The turn budget of a workflow, wherever the code runs: who pays is stopped, so that nothing takes long that is paid. */
const LIMITS = { turnBudget: 10_000_000 };

/** The lesser of both: other processes make the clock run on, other threads the processor time. */
function millisSince({ cpu, wall }: Moment): number {
  const { user, system } = process.cpuUsage(cpu);
  return Math.min((user + system) / 1000, performance.now() - wall);
}

interface Moment {
  readonly cpu: NodeJS.CpuUsage;
  readonly wall: number;
}

/** Runs Lua in which `meter` measures, until its main coroutine ends; what was measured. How it ends is no matter. */
export async function measure(subject: Subject, source: string): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  let units = 0;
  let begin: Moment = { cpu: process.cpuUsage(), wall: performance.now() };
  const meter: ModuleDefinition = defineModule(
    { name: 'conformance_meter', summary: 'For the conformance kit.', needs: ['clock'] },
    {
      functions: {
        begin: fn({ doc: 'Begins to measure.' }, () => {
          ({ units } = lua.usage());
          begin = { cpu: process.cpuUsage(), wall: performance.now() };
        }),
        reached: fn(
          { doc: 'Whether so many milliseconds were used since.', params: { millis: integer() }, returns: boolean },
          (_, { millis }) => millisSince(begin) >= millis,
        ),
        note: fn({ doc: 'Notes what was used since.', params: { size: integer() } }, (_, { size }) => {
          const millis = millisSince(begin);
          measured.push({ size, millis, units: lua.usage().units - units });
        }),
        moment: fn({ doc: 'Lets the other coroutines run.' }, ({ clock }) => clock.timer(1)),
      },
    },
  );
  const host = subject.host();
  const lua = subject.lua(host, { modules: [...subject.modules(), meter], limits: LIMITS });
  try {
    await host.until(lua.run({ name: 'kit.lua', source }));
  } catch {
    // Paid for, to the end of its budget; or refused.
  } finally {
    lua.close();
  }
  return measured;
}
