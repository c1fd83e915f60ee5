import path from 'node:path';
import { LuaError, type ModuleDefinition } from '@durable-lua/determinism';
import { checkNames, type NamesOf } from '@durable-lua/determinism/host';
import { nodeHost } from '@durable-lua/host-node';
import type { CodeKind } from '@durable-lua/host-simulated';
import { createLua, type LuaFunction, type LuaTable, type Chunk } from '@durable-lua/lua-vm';
import type { LuaEntryBase, Project } from '@durable-lua/registry';
import { withPages } from '../runtime/test-runtime.js';
import { testModule } from './module.js';
import { PRELUDE, PRELUDE_NAME } from './prelude.js';
import { World } from './world.js';

/** A file of tests. */
export interface LuaTestSource {
  /** As results and Lua's messages show it. */
  readonly name: string;
  readonly text: string;
}

export interface LuaTestsOptions {
  readonly project: Project;
  readonly modules: readonly ModuleDefinition[];
  readonly files: readonly LuaTestSource[];
  /** Which tests run; all by default. The others are left out of the results. */
  readonly filter?: (path: readonly string[]) => boolean;
  /** A folder for pages that look into the workflows of tests that failed. To that end such a test runs once more. */
  readonly pages?: string;
  /** Called when a file has been run. */
  readonly onFile?: (file: LuaTestFile) => void;
  /** Ends the run before the next test. */
  readonly signal?: AbortSignal;
}

const NAMES: NamesOf<LuaTestsOptions> = {
  project: true,
  modules: true,
  files: true,
  filter: true,
  pages: true,
  onFile: true,
  signal: true,
};

/** Why a test failed. */
export interface LuaTestFailure {
  readonly message: string;
  /** What a check compared, as text of one or several lines. */
  readonly expected?: string;
  readonly actual?: string;
  /** Where the test, or the code that it ran, has failed: `order_test.lua:12`, the innermost first. */
  readonly places: readonly { readonly file: string; readonly line: number }[];
  /** Files of pages that look into the workflows of the test, in the order of their starts. */
  readonly pages?: readonly string[];
}

export interface LuaTest {
  /** Names of the groups around it, and its own. */
  readonly path: readonly string[];
  readonly line: number;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly ms: number;
  readonly failure?: LuaTestFailure;
}

export interface LuaTestFile {
  readonly name: string;
  readonly tests: readonly LuaTest[];
  readonly ms: number;
  /** Why the file could not be loaded. */
  readonly failure?: LuaTestFailure;
}

/**
 * Runs files of Lua tests: workflows of a project in virtual time, without a server. Each file has a Lua state of its own, each
 * test a world of its own.
 */
export async function runLuaTests({ files, ...options }: LuaTestsOptions): Promise<LuaTestFile[]> {
  checkNames('runLuaTests', { files, ...options }, NAMES);
  const results: LuaTestFile[] = [];
  for (const file of files) {
    if (options.signal?.aborted === true) break;
    const result = await runFile(file, options);
    results.push(result);
    options.onFile?.(result);
  }
  return results;
}

interface Listed {
  readonly path: readonly string[];
  readonly line: number;
  readonly skipped: boolean;
}

/** What Lua tells of an error, in the prelude's `caught`. */
interface Caught {
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly trace?: string;
  /** The traceback of an error object: where it was made. */
  readonly inner?: string;
}

/** What a Lua author does about code that is not there. */
const remedy = (_: CodeKind, id: string): string => `: test.fake("${id}", fn) puts one in its place`;

async function runFile(
  { name, text }: LuaTestSource,
  { project, modules, filter = () => true, signal, pages }: Omit<LuaTestsOptions, 'files'>,
): Promise<LuaTestFile> {
  const start = performance.now();
  const world = new World(
    (given) => withPages({ project, modules, ...given }, { remedy }),
    (event) => lua.post(event),
    (id) => project.entries.get(id)?.kind,
  );
  const lua = createLua({
    modules: [...modules.filter((module) => module.name !== 'test'), testModule(world)],
    host: nodeHost(),
    entry: name,
    libraries: librariesOf(project),
  });
  const tests: LuaTest[] = [];
  try {
    const runner = await lua.load<LuaTable>({ source: PRELUDE, name: PRELUDE_NAME });
    await lua.load({ source: text, name });
    const run = runner.get<LuaFunction>('run');
    const listed = await lua.call<Listed[]>(runner.get<LuaFunction>('list'));
    for (const [index, { path: names, line, skipped }] of [...Object.values(listed)].entries()) {
      if (!filter(names) || signal?.aborted === true) continue;
      const began = performance.now();
      const once = () => lua.call<Caught | false>(run, index + 1);
      const failed = skipped ? undefined : await failureOf(world, once);
      const folder = pages && path.join(pages, [name, ...names].join(' ').replaceAll(/[^\w.-]+/g, '-'));
      const failure = failed && folder ? { ...failed, ...(await pagesOf(world, once, folder)) } : failed;
      const status = skipped ? 'skipped' : failure === undefined ? 'passed' : 'failed';
      tests.push({ path: names, line, status, ms: performance.now() - began, ...(failure && { failure }) });
    }
    return { name, tests, ms: performance.now() - start };
  } catch (error) {
    if (!LuaError.is(error)) throw error;
    return { name, tests, ms: performance.now() - start, failure: told(error) };
  } finally {
    lua.close();
  }
}

/** Runs a test once more, as it was but with everything recorded. Time is virtual, so it does the same again. */
async function pagesOf(
  world: World,
  run: () => Promise<Caught | false>,
  folder: string,
): Promise<Pick<LuaTestFailure, 'pages'>> {
  await failureOf(world, run, folder);
  const pages = await world.pages();
  return pages.length === 0 ? {} : { pages };
}

async function failureOf(
  world: World,
  run: () => Promise<Caught | false>,
  pages?: string,
): Promise<LuaTestFailure | undefined> {
  world.reset(pages);
  let caught: Caught | false;
  try {
    caught = await run();
  } catch (error) {
    // Of what no pcall catches: a budget that is used up, coroutines that wait for nothing.
    if (!LuaError.is(error)) throw error;
    return world.failure === undefined ? told(error) : told(world.failure);
  }
  if (world.failure !== undefined) return told(world.failure);
  if (caught === false) return undefined;
  const { message, expected, actual, trace = '', inner = '' } = caught;
  const places = placesIn([message, inner, trace].join('\n'));
  return { message, ...(expected !== undefined && { expected }), ...(actual !== undefined && { actual }), places };
}

function told(error: LuaError): LuaTestFailure {
  const { expected, actual, stack } = (error.details ?? {}) as Partial<
    Record<'expected' | 'actual' | 'stack', unknown>
  >;
  return {
    message: error.innerMessage,
    ...(typeof expected === 'string' && { expected }),
    ...(typeof actual === 'string' && { actual }),
    places: placesIn([error.message, typeof stack === 'string' ? stack : '', error.luaStack].join('\n')),
  };
}

const PLACE = /(?:^|[\s("'[])([^\s:("'[\]]+):(\d+):/gm;

/** The places that messages and tracebacks name, each once, without those of our own code. */
function placesIn(text: string): LuaTestFailure['places'] {
  const places = new Map<string, { file: string; line: number }>();
  for (const [, file = '', line] of text.matchAll(PLACE)) {
    if (file !== PRELUDE_NAME && /[./]/.test(file)) places.set(`${file}:${line}`, { file, line: Number(line) });
  }
  return [...places.values()];
}

/** All libraries of a project, by the names of their entries, their IDs, and the names under which others import them. */
function librariesOf(project: Project): Record<string, Chunk> {
  const chunk = ({ id, source }: LuaEntryBase): Chunk => ({ id, source: source.text, name: source.chunkName });
  const named: Record<string, Chunk> = {};
  for (const library of project.libraries) {
    named[library.id] = chunk(library);
    named[library.name] = chunk(library);
  }
  for (const entry of [...project.workflows, ...project.functions, ...project.processes, ...project.libraries]) {
    for (const [name, id] of Object.entries(entry.imports)) {
      const library = project.entries.get(id);
      if (library?.kind === 'library.lua') named[name] ??= chunk(library);
    }
  }
  return named;
}
