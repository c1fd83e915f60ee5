import { MAX_DOCUMENT_DEPTH } from '@durable-lua/determinism';
import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  Scalar,
  visit,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';
import type { Position } from '../findings.js';
import { tooDeepAt } from './depth.js';
import { FilePlaces, positionAt } from './places.js';

/** Something that keeps a text from being valid YAML. */
export interface YamlProblem extends Position {
  message: string;
  /** Index of the item of the top-level list `entries` in which it stands. */
  entryIndex: number | undefined;
}

/** A parsed YAML text: its plain value, and where each part of it stands. */
export interface YamlDocument {
  value: unknown;
  problems: readonly YamlProblem[];
  places: FilePlaces;
  /** Where the text of a string begins, if its lines are lines of the file (a `|` block, or a single line). */
  textStart(path: readonly (string | number)[]): Position | undefined;
}

/** Parses a YAML text. Never throws: what is wrong with it stands in `problems`. */
export function parseYaml(text: string): YamlDocument {
  const lines = new LineCounter();
  const tooDeep = tooDeepAt(text);
  if (tooDeep !== undefined) return unread(text, tooDeep, lines);
  // Duplicate keys are found while the places are noted: the parser's own complaint does not name the key.
  const doc = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    uniqueKeys: false,
    // Tags such as !!binary make values that no field takes: they are reported like any unknown one.
    resolveKnownTags: false,
    // Nothing is printed: what there is to say stands in the problems.
    logLevel: 'error',
  });
  keysAsWritten(doc);
  const root: Node | null = doc.contents;
  const found = parserProblems([...doc.errors, ...doc.warnings], text);
  found.push(...nodeProblems(doc));
  let value: unknown;
  try {
    value = doc.toJS();
  } catch (error) {
    // Aliases that lead nowhere are known by now; what is left are too many of them.
    if (found.length === 0) found.push({ message: (error as Error).message, offset: root?.range?.[0] ?? 0 });
  }
  return {
    value,
    problems: found.map(({ message, offset }) => ({
      message,
      ...positionAt(offset, lines),
      entryIndex: entryIndexAt(root, offset),
    })),
    places: new FilePlaces(root ?? new Scalar(null), lines),
    textStart: (path) => textStart(doc.getIn(path, true), text, lines),
  };
}

/** A text that is nested too deeply to be read. */
function unread(text: string, offset: number, lines: LineCounter): YamlDocument {
  for (let start = 0; start !== text.length; start = nextLine(text, start)) lines.addNewLine(start);
  const message = `nested deeper than ${MAX_DOCUMENT_DEPTH} levels`;
  return {
    value: undefined,
    problems: [{ message, ...positionAt(offset, lines), entryIndex: undefined }],
    places: new FilePlaces(new Scalar(null), lines),
    textStart: () => undefined,
  };
}

interface Problem {
  readonly message: string;
  readonly offset: number;
}

/** What the parser complains of, with what to do where its own words do not say it. */
function parserProblems(errors: readonly YAMLError[], text: string): Problem[] {
  const found = new Map<number, Problem>();
  // By the place of the cause: one is told once, whatever follows from it.
  const add = (message: string, offset: number): void =>
    void (found.has(offset) || found.set(offset, { message, offset }));
  let explained = -1;
  for (const { code, message, pos } of errors) {
    const [offset] = pos;
    const line = lineStart(text, offset);
    const tabbed = [line, nextLine(text, offset)].find((start) => text[start] === '\t');
    const from = Math.max(line, offset - 1);
    const [variable] = /^.?(\$\{[^}\n]*\}?)/.exec(text.slice(from))?.slice(1) ?? [];
    if (line === explained) continue;
    if (code === 'MULTIPLE_DOCS')
      add('a file holds one document: move what follows "---" to a file of its own', offset);
    else if (tabbed !== undefined) add('a line begins with a tab: indent it with spaces', tabbed);
    else if (variable !== undefined) {
      add(`put "${variable}" in quotes: without them its brace begins a table`, text.indexOf('$', from));
      explained = line;
    } else add(message, offset);
  }
  return [...found.values()];
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
/** Where the next line begins; behind the end there is none. */
const nextLine = (text: string, offset: number): number => text.indexOf('\n', offset) + 1 || text.length;

/** A key is text as it stands there, never a number or a boolean: `1.10` is not `1.1`. */
function keysAsWritten(doc: Document): void {
  visit(doc, {
    Pair(_key, { key }) {
      if (isScalar(key) && (typeof key.value === 'number' || typeof key.value === 'boolean')) {
        key.value = key.source ?? String(key.value);
      }
    },
  });
}

/** What the parser lets pass and plain values cannot express. */
function nodeProblems(doc: Document): Problem[] {
  const found: Problem[] = [];
  visit(doc, {
    Pair(_key, { key }) {
      if (!isCollection(key)) return;
      const message = 'a table or list cannot be a key; put text that starts with "{" or "[" in quotes';
      found.push({ message, offset: key.range?.[0] ?? 0 });
    },
    Alias(_key, alias, ancestors) {
      const target = alias.resolve(doc);
      const offset = alias.range?.[0] ?? 0;
      if (target === undefined) found.push({ message: `alias *${alias.source} has no anchor before it`, offset });
      else if (ancestors.includes(target))
        found.push({ message: `alias *${alias.source} stands inside its own anchor`, offset });
    },
  });
  return found;
}

function entryIndexAt(root: Node | null, offset: number): number | undefined {
  const entries = isMap(root) ? root.get('entries') : undefined;
  if (!isSeq(entries)) return undefined;
  const index = entries.items.findIndex(
    (item) => isNode(item) && item.range && item.range[0] <= offset && offset < item.range[2],
  );
  return index < 0 ? undefined : index;
}

function textStart(node: unknown, text: string, lines: LineCounter): Position | undefined {
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return undefined;
  const [start, end] = node.range;
  const { line, column } = positionAt(start, lines);
  if (node.type === 'BLOCK_LITERAL') {
    const written = firstFilledLine(text.slice(text.indexOf('\n', start) + 1, end));
    return { line: line + 1, column: 1 + indentOf(written) - indentOf(firstFilledLine(node.value)) };
  }
  if (text.slice(start, end).includes('\n') || node.value.includes('\n')) return undefined;
  return { line, column: node.type === 'PLAIN' ? column : column + 1 };
}

function firstFilledLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
