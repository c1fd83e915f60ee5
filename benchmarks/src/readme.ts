import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Result } from './figures.js';
import type { Machine } from './machine.js';
import type { Settings } from './settings.js';
import { markdownColumns, markdownTable } from './table.js';

const BEGIN = '<!-- figures: npm run bench -- --readme -->';
const BEGIN_ALIKE = '<!-- figures: npm run bench -- --workflow-threads 1 --readme -->';
const END = '<!-- end of figures -->';

interface Page {
  readonly file: URL;
  /** What stands in front of the table. */
  readonly begin: string;
  /** Its table; undefined when nothing of it was measured. */
  table(results: readonly Result[]): string | undefined;
}

const BENCHMARKS = new URL('../README.md', import.meta.url);

/** Where tables stand: that of the repository's README has what is compared, that of the benchmarks all. */
const PAGES: readonly Page[] = [
  {
    file: new URL('../../README.md', import.meta.url),
    begin: BEGIN,
    table: (results) => sides(results.map(compared)),
  },
  { file: BENCHMARKS, begin: BEGIN, table: (results) => sides(results.filter(hasSides)) },
  {
    begin: BEGIN,
    file: new URL('../../docs/scale.md', import.meta.url),
    table: (results) => {
      const scale = results.find(({ benchmark }) => benchmark === 'scale');
      return scale === undefined ? undefined : markdownColumns(scale);
    },
  },
];

/** With threads for Lua, as TypeScript has one: a table of its own, without aims. */
const PAGES_ALIKE: readonly Page[] = [
  { file: BENCHMARKS, begin: BEGIN_ALIKE, table: (results) => sides(results.filter(hasSides).map(aimless)) },
];

/** Writes the tables into their pages, in place of those before. @throws Error for a page that has no place for its table */
export async function writeReadmes(
  results: readonly Result[],
  machine: Machine,
  { rounds, workflowThreads }: Pick<Settings, 'rounds' | 'workflowThreads'>,
): Promise<void> {
  for (const { file, begin: mark, table } of workflowThreads === 0 ? PAGES : PAGES_ALIKE) {
    const shown = table(results);
    if (shown === undefined) continue;
    const text = await readFile(file, 'utf8');
    const begin = text.indexOf(mark);
    const end = text.indexOf(END, begin);
    if (begin < 0 || end < begin) throw new Error(`${fileURLToPath(file)} has no place for the figures: ${mark}`);
    const { cpus, cpu, load, node } = machine;
    const about = `${cpus} × ${cpu}, load ${load.join(', ')}, Node ${node}; medians of ${rounds} rounds, with the range.`;
    await writeFile(file, `${text.slice(0, begin)}${mark}\n\n${about}\n\n${shown}\n\n${text.slice(end)}`);
  }
}

/** What is measured of both sides or of one, and not of more of the same. */
const hasSides = ({ benchmark }: Result): boolean => benchmark !== 'scale' && benchmark !== 'busy';

function sides(results: readonly Result[]): string | undefined {
  const shown = results.filter(({ figures }) => figures.length > 0);
  return shown.length === 0 ? undefined : markdownTable(shown);
}

const aimless = ({ benchmark, figures }: Result): Result => ({
  benchmark,
  figures: figures.map(({ ratio, limit: _, ...figure }) =>
    ratio === undefined ? figure : { ...figure, ratio: { of: ratio.of, to: ratio.to } },
  ),
});

const compared = ({ benchmark, figures }: Result): Result => ({
  benchmark,
  figures: figures.filter(({ ratio }) => ratio?.aim !== undefined),
});
