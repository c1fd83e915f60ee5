import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** The part of V8's format that is read here. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

const MOST = 25;
const IDLE = new Set(['(idle)', '(program)']);

/** For each CPU profile in a folder: the functions that took the most time themselves. */
export async function profileReport(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.cpuprofile')).sort();
  const parts = files.map(async (file) =>
    [file, ...selfTimes(JSON.parse(await readFile(path.join(folder, file), 'utf8')) as Profile)].join('\n'),
  );
  return `${(await Promise.all(parts)).join('\n\n')}\n`;
}

function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profile): readonly string[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const name = names.get(id) ?? '?';
    if (IDLE.has(name)) continue;
    const ms = (timeDeltas[index] ?? 0) / 1000;
    busy += ms;
    times.set(name, (times.get(name) ?? 0) + ms);
  }
  const top = [...times].sort(([, a], [, b]) => b - a).slice(0, MOST);
  const line = ([name, ms]: [string, number]): string =>
    `${ms.toFixed(1).padStart(9)} ms ${((100 * ms) / busy).toFixed(1).padStart(5)} %  ${name}`;
  return [`${busy.toFixed(1).padStart(9)} ms busy`, ...top.map(line)];
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  if (url === '') return functionName;
  return `${functionName || '(anonymous)'} ${url.split('/').slice(-3).join('/')}:${lineNumber + 1}`;
}
