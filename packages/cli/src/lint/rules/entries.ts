import { nearest } from '@durable-lua/determinism/host';
import type { LintCode } from '../finding.js';
import type { LintedChunk } from '../linted-chunk.js';
import { argumentsOf, isCall, walk, type Call, type Expression, type Node } from '../syntax.js';
import type { Known } from '../values.js';

const WORKFLOWS: readonly string[] = ['workflow.lua', 'temporal.workflow'];

/** L-UNDECLARED-ACTIVITY, L-UNKNOWN-ENTRY: IDs of entries that are not there, or are something else. */
export function findEntries(chunk: LintedChunk): void {
  walk(chunk.tree, (node) => {
    if (!isCall(node)) return;
    const callee = chunk.values.callee(node);
    const what = callee && purposeOf(callee);
    if (what === undefined) return;
    const [id, host] = argumentsOf(node);
    if (what === 'call') checkCall(chunk, node, id);
    if (what === 'child') checkStart(chunk, id, WORKFLOWS, 'a workflow');
    if (what !== 'start') return;
    const kind = checkStart(chunk, id, [...WORKFLOWS, 'process.lua'], 'a workflow or process');
    if (host === undefined) return;
    const isProcess = kind === 'process.lua';
    if (kind === undefined)
      checkStart(chunk, host, ['temporal.worker', 'process.host'], 'a temporal.worker or process.host');
    else
      checkStart(
        chunk,
        host,
        [isProcess ? 'process.host' : 'temporal.worker'],
        isProcess ? 'a process.host' : 'a temporal.worker',
      );
  });
}

function purposeOf(callee: Extract<Known, { is: 'function' | 'method' }>): 'call' | 'child' | 'start' | undefined {
  const path = callee.is === 'method' ? `${callee.of.name}:${callee.name}` : callee.name;
  if (/^funcs(?:\.|\.Executor:)(?:call|async)$/.test(path)) return 'call';
  if (path === 'workflow.exec') return 'child';
  return /^process(?:\.|\.Spawner:)(?:spawn(?:_\w+)?|exec)$/.test(path) ? 'start' : undefined;
}

function idOf(chunk: LintedChunk, arg: Expression | undefined): string | undefined {
  const known = arg && chunk.values.of(arg);
  return known?.is === 'text' ? known.value : undefined;
}

function checkCall(chunk: LintedChunk, call: Call, arg: Expression | undefined): void {
  const report = (message: string): void => chunk.report(arg ?? call, 'L-UNDECLARED-ACTIVITY', message);
  if (arg === undefined) {
    report('the ID of a function expected, such as "shop:charge"');
    return;
  }
  const id = idOf(chunk, arg);
  if (id === undefined) return;
  const entry = entryOf(chunk, id);
  const callable = [...chunk.project.functions, ...chunk.project.processes];
  if (entry === undefined) {
    if (isForeign(chunk, call, id)) return;
    report(
      missing(
        chunk,
        id,
        callable.map((one) => one.id),
      ),
    );
  } else if (WORKFLOWS.includes(entry.kind)) {
    report(`'${id}' is a workflow: use workflow.exec, or process.spawn`);
  } else if (entry.kind !== 'function.lua' && entry.kind !== 'process.lua') {
    if (!isCustom(chunk, id)) report(`'${id}' is of kind ${entry.kind}, which cannot be called`);
  } else if (chunk.isDurable && chunk.inWorkflow(call) && !('activity' in entry && entry.activity !== undefined)) {
    report(`'${id}' is no activity: give its entry meta: { temporal: { activity: { worker: … } } }`);
  }
}

/** A workflow schedules any ID: those of namespaces that the project does not have belong to workers of somebody else. */
function isForeign(chunk: LintedChunk, call: Call, id: string): boolean {
  if (!chunk.isDurable || !chunk.inWorkflow(call) || !id.includes(':')) return false;
  const [namespace, name] = id.split(':');
  const entries = [...chunk.project.entries.values()];
  return !entries.some((one) => one.namespace === namespace || one.name === name);
}

/** The kind of the entry, when it is one that can stand there. */
function checkStart(
  chunk: LintedChunk,
  arg: Expression | undefined,
  kinds: readonly string[],
  what: string,
): string | undefined {
  const id = idOf(chunk, arg);
  if (id === undefined) return undefined;
  const code: LintCode = 'L-UNKNOWN-ENTRY';
  const entry = entryOf(chunk, id);
  if (entry === undefined) {
    const all = [...chunk.project.entries.values()].filter(({ kind }) => kinds.includes(kind));
    chunk.report(
      arg as Node,
      code,
      missing(
        chunk,
        id,
        all.map((one) => one.id),
      ),
    );
    return undefined;
  }
  if (kinds.includes(entry.kind)) return entry.kind;
  if (isCustom(chunk, id)) return undefined;
  const isFunction = entry.kind === 'function.lua';
  chunk.report(
    arg as Node,
    code,
    `'${id}' is of kind ${entry.kind}: ${what} expected${isFunction ? '; call it by funcs.call' : ''}`,
  );
  return undefined;
}

const isCustom = (chunk: LintedChunk, id: string): boolean => chunk.project.custom.some((one) => one.id === id);

function entryOf(
  { project }: LintedChunk,
  id: string,
): { readonly kind: string; readonly activity?: unknown } | undefined {
  return project.entries.get(id) ?? project.custom.find((one) => one.id === id);
}

function missing(chunk: LintedChunk, id: string, known: readonly string[]): string {
  const full = `${chunk.namespace}:${id}`;
  if (!id.includes(':') && chunk.project.entries.has(full)) return `IDs are whole in Lua: write "${full}"`;
  const near = nearest(id, known);
  return `there is no entry '${id}'${near === undefined ? `: the project has ${known.join(', ') || 'none'}` : `; did you mean '${near}'?`}`;
}
