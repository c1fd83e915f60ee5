import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeWhole } from '../files.js';

/** A `durable-lua dev` that runs a project: other commands use its server and leave the work to it. */
export interface DevState {
  readonly pid: number;
  /** Of its server, if it is not that of the project. */
  readonly address?: string;
}

const fileOf = (root: string): string => path.join(root, '.durable-lua', 'dev.json');

/** Says to other commands that this process runs the project. @returns what takes it back */
export async function announceDev(root: string, address: string | undefined): Promise<() => void> {
  const state: DevState = { pid: process.pid, ...(address !== undefined && { address }) };
  await writeWhole(fileOf(root), `${JSON.stringify(state)}\n`);
  return () => rmSync(fileOf(root), { force: true });
}

/** How soon the end of a dev is noticed. Milliseconds. */
const LOOK_MS = 500;

/** Resolves when a dev that was found has ended; never holds the process open. */
export const devEnded = ({ pid }: DevState): Promise<void> =>
  new Promise((resolve) => {
    const timer = setInterval(() => {
      try {
        process.kill(pid, 0);
      } catch {
        clearInterval(timer);
        resolve();
      }
    }, LOOK_MS).unref();
  });

/** The `durable-lua dev` of a project, if one is alive and on the server that TEMPORAL_ADDRESS names, where that is set. */
export function devOf(root: string): DevState | undefined {
  let state: DevState;
  try {
    state = JSON.parse(readFileSync(fileOf(root), 'utf8')) as DevState;
    process.kill(state.pid, 0);
  } catch {
    // None, or one that was killed.
    return undefined;
  }
  const named = process.env['TEMPORAL_ADDRESS'];
  return state.address !== undefined && named !== undefined && named !== state.address ? undefined : state;
}
