import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

/** The part of V8's format that is read here. */
interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

/** Lines and columns count from 0. */
interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface Place {
  /** `lua_getfield fengari/src/lapi.js:812`. */
  readonly name: string;
  /** The package it is of, or V8's word for what is no function. */
  readonly owner: string;
}

const MOST = 25;
const BUNDLE = /(^|\/)workflow-bundle[^/]*\.js$/;
const NOT_BUSY = new Set(['(idle)', '(program)']);

/**
 * For each CPU profile in a folder: the packages and the functions that took the most time themselves. The names of profiles
 * are `benchmark.side.thread.cpuprofile`; next to them is the bundle of a side, `side.bundle.js`, for its source map.
 */
export async function profileReport(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.cpuprofile')).sort();
  const parts = files.map(async (file) => {
    const map = await mapOf(path.join(folder, `${file.split('.')[1]}.bundle.js`));
    const profile = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as Profile;
    return [file, ...selfTimes(profile, map)].join('\n');
  });
  return `${(await Promise.all(parts)).join('\n\n')}\n`;
}

/** Of code that was not bundled, nothing. */
async function mapOf(bundle: string): Promise<TraceMap | undefined> {
  if (!existsSync(bundle)) return undefined;
  const code = await readFile(bundle, 'utf8');
  const url = code.slice(code.lastIndexOf('sourceMappingURL=') + 'sourceMappingURL='.length).trimEnd();
  const [, encoded] = url.split('base64,');
  return new TraceMap(
    encoded === undefined
      ? await readFile(path.join(path.dirname(bundle), url), 'utf8')
      : Buffer.from(encoded, 'base64').toString('utf8'),
  );
}

function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profile, map: TraceMap | undefined): readonly string[] {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame, map)]));
  const byName = new Map<string, number>();
  const byOwner = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const { name, owner } = places.get(id) as Place;
    if (NOT_BUSY.has(owner)) continue;
    const ms = (timeDeltas[index] ?? 0) / 1000;
    busy += ms;
    byName.set(name, (byName.get(name) ?? 0) + ms);
    byOwner.set(owner, (byOwner.get(owner) ?? 0) + ms);
  }
  const top = (times: Map<string, number>): string[] =>
    [...times]
      .sort(([, a], [, b]) => b - a)
      .slice(0, MOST)
      .map(([what, ms]) => `${ms.toFixed(1).padStart(9)} ms ${((100 * ms) / busy).toFixed(1).padStart(5)} %  ${what}`);
  return [`${busy.toFixed(1).padStart(9)} ms busy, by package:`, ...top(byOwner), '  by function:', ...top(byName)];
}

function placeOf(frame: CallFrame, map: TraceMap | undefined): Place {
  const { functionName, url, lineNumber, columnNumber } = frame;
  if (url === '') {
    const isV8 = functionName.startsWith('(');
    return { name: functionName || '(native)', owner: isV8 ? functionName : '(native)' };
  }
  const name = functionName || '(anonymous)';
  if (map === undefined || !BUNDLE.test(url)) {
    return { name: `${name} ${short(url)}:${lineNumber + 1}`, owner: ownerOf(url) };
  }
  const { source, line } = originalPositionFor(map, { line: lineNumber + 1, column: columnNumber });
  if (source === null) return { name: `${name} bundle:${lineNumber + 1}`, owner: '(bundle)' };
  return { name: `${name} ${short(source)}:${line}`, owner: ownerOf(source) };
}

/** From the name of the package on. */
function short(file: string): string {
  if (file.startsWith('node:')) return file;
  return `${ownerOf(file)}${file.slice(file.lastIndexOf(directoryOf(file)) + directoryOf(file).length)}`;
}

function ownerOf(file: string): string {
  if (file.startsWith('node:')) return 'node';
  return directoryOf(file).replace(/^\/(?:node_modules|packages)\//, '');
}

/** The end of the path of the package's folder, `/node_modules/rxjs`, `/packages/lua-vm`; or its name, as our bundles have it. */
function directoryOf(file: string): string {
  const installed = [...file.matchAll(/\/node_modules\/(?:@[^/]+\/)?[^/]+/g)].at(-1)?.[0];
  return installed ?? /\/packages\/[^/]+|^(?:@[\w-]+\/)?[\w-]+(?=\/)/.exec(file)?.[0] ?? file;
}
