import type { ModuleDefinition } from '@durable-lua/determinism';
import { AMBIENT_MODULES } from '@durable-lua/determinism/host';
import {
  compareFindings,
  type CallableEntry,
  type LibraryEntry,
  type LuaEntry,
  type LuaSource,
  type Project,
} from '@durable-lua/registry';
import type { LintCode, LintFinding } from './finding.js';
import { languageOf, type Language } from './language.js';
import type { LintedChunk } from './linted-chunk.js';
import { reachableFrom } from './reach.js';
import { findArguments } from './rules/arguments.js';
import { findComparisons } from './rules/compare.js';
import { findEntries } from './rules/entries.js';
import { findFields } from './rules/fields.js';
import { findFlow } from './rules/flow.js';
import { findForbidden } from './rules/forbidden.js';
import { findGlobals } from './rules/globals.js';
import { findHandlerEffects } from './rules/handlers.js';
import { findShadows } from './rules/shadow.js';
import { findUnread } from './rules/unread.js';
import { isSilenced } from './silence.js';
import { placeOf, type Node } from './syntax.js';
import { librariesBehind, textsOf, type Text } from './texts.js';
import { findUnusedModules } from './unused-modules.js';
import { Values } from './values.js';

const RULES: readonly ((chunk: LintedChunk) => void)[] = [
  findForbidden,
  findGlobals,
  findShadows,
  findFields,
  findArguments,
  findUnread,
  findEntries,
  findFlow,
  findComparisons,
  findHandlerEffects,
];

/**
 * What is wrong with the Lua code of a project, as far as its text tells. In order of file and line.
 * @param modules what the runtime is composed of
 */
export async function lintProject(project: Project, modules: readonly ModuleDefinition[]): Promise<LintFinding[]> {
  const languages = { durable: await languageOf(true), plain: await languageOf(false) };
  const texts = textsOf(project);
  // Of several at one place the first says it: the others follow from it.
  const findings = new Map<string, LintFinding>();
  const all = texts.flatMap((text) => lintText(project, modules, languages, texts, text));
  for (const finding of [...all, ...(await findUnusedModules(project, texts))]) {
    const place = `${finding.file}:${finding.line}:${finding.column}`;
    if (!findings.has(place)) findings.set(place, finding);
  }
  return [...findings.values()].sort(compareFindings);
}

function lintText(
  project: Project,
  modules: readonly ModuleDefinition[],
  languages: { readonly durable: Language; readonly plain: Language },
  texts: readonly Text[],
  text: Text,
): LintFinding[] {
  const { tree, scopes, source, entries } = text;
  const callers: readonly CallableEntry[] = [...project.workflows, ...project.functions, ...project.processes];
  // Whoever runs this text: its own entries, and those that import it.
  const runners = callers.filter(
    (entry) =>
      entries.includes(entry) || entries.some((one) => librariesBehind(project, entry).has(one as LibraryEntry)),
  );
  const isDurable = runners.some(({ kind }) => kind === 'workflow.lua');
  const isLibrary = entries.some(({ kind }) => kind === 'library.lua');
  const durable = entries.filter((entry) => entry.kind === 'workflow.lua');
  const isMixed = isDurable && !isLibrary && durable.length < entries.length;
  const open = new Set([...AMBIENT_MODULES, ...[...entries, ...runners].flatMap((entry) => entry.modules)]);
  const around = {
    language: isDurable ? languages.durable : languages.plain,
    modules,
    open,
    libraries: new Set(entries.flatMap((entry) => Object.keys(entry.imports))),
  };
  const values = new Values(scopes, around);
  const reached = isMixed
    ? reachableFrom(
        tree,
        scopes,
        durable.map((entry) => ('method' in entry ? entry.method : '')),
      )
    : undefined;
  const found: LintFinding[] = [];
  const lines = source.text.split('\n');
  const [first] = entries;
  const chunk: LintedChunk = {
    ...{ tree, scopes, values, project, isDurable },
    namespace: first?.namespace ?? '',
    inWorkflow: (node) => isDurable && (reached === undefined || reached(node)),
    foreignGlobals: globalsBeside(project, texts, text, runners),
    howToDeclare: (name) =>
      modules.some((one) => one.name === name)
        ? `it is a module: add it to modules of ${first?.id ?? 'the entry'}`
        : undefined,
    report: (node, code, message) => {
      const at = placeIn(source, first, node);
      if (isSilenced(lines, placeOf(node).line, code)) return;
      found.push({ code, severity: severityOf(code), ...at, ...(first && { entry: first.id }), message });
    },
  };
  for (const rule of RULES) rule(chunk);
  return found;
}

/** What only is untidy stops nothing. */
const WARNINGS: ReadonlySet<LintCode> = new Set([
  'L-UNREAD-ERR',
  'L-UNUSED-RESULT',
  'L-UNUSED-MODULE',
  'L-UNREACHABLE',
  'L-SHADOW',
]);

const severityOf = (code: LintCode): LintFinding['severity'] => (WARNINGS.has(code) ? 'warning' : 'error');

/** A line of an inline text is a line of the YAML file. */
function placeIn(
  { chunkName, path, firstLine, firstColumn = 1 }: LuaSource,
  entry: LuaEntry | undefined,
  node: Node,
): { file: string; line: number; column: number } {
  const { line, column } = placeOf(node);
  if (path !== undefined || entry === undefined) return { file: chunkName, line, column };
  if (firstLine === undefined) return { file: entry.file, ...entry.places.source };
  return { file: entry.file, line: firstLine + line - 1, column: firstColumn + column - 1 };
}

/** The globals of the texts that may run in one state with this one. */
function globalsBeside(
  project: Project,
  texts: readonly Text[],
  text: Text,
  runners: readonly CallableEntry[],
): Set<string> {
  const names = new Set<string>();
  for (const runner of runners) {
    const beside = [runner, ...librariesBehind(project, runner)].map((entry) => entry.source.chunkName);
    for (const other of texts) {
      if (other === text || !beside.includes(other.source.chunkName)) continue;
      for (const { node } of other.scopes.globalWrites) names.add(node.name);
    }
  }
  return names;
}
