import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Result } from './figures.js';
import type { Machine } from './machine.js';
import { markdownColumns, markdownTable } from './table.js';

const BEGIN = '<!-- figures: npm run bench -- --readme -->';
const END = '<!-- end of figures -->';

interface Page {
  readonly file: URL;
  /** Its table; undefined when nothing of it was measured. */
  table(results: readonly Result[]): string | undefined;
}

/** Where tables stand: that of the repository's README has what is compared, that of the benchmarks all. */
const PAGES: readonly Page[] = [
  { file: new URL('../../README.md', import.meta.url), table: (results) => sides(results.map(compared)) },
  { file: new URL('../README.md', import.meta.url), table: (results) => sides(results.filter(hasSides)) },
  {
    file: new URL('../../docs/scale.md', import.meta.url),
    table: (results) => {
      const scale = results.find(({ benchmark }) => benchmark === 'scale');
      return scale === undefined ? undefined : markdownColumns(scale);
    },
  },
];

/** Writes the tables into their pages, in place of those before. @throws Error for a page that has no place for its table */
export async function writeReadmes(results: readonly Result[], machine: Machine, rounds: number): Promise<void> {
  for (const { file, table } of PAGES) {
    const shown = table(results);
    if (shown === undefined) continue;
    const text = await readFile(file, 'utf8');
    const begin = text.indexOf(BEGIN);
    const end = text.indexOf(END);
    if (begin < 0 || end < begin) throw new Error(`${fileURLToPath(file)} has no place for the figures: ${BEGIN}`);
    const { cpus, cpu, load, node } = machine;
    const about = `${cpus} × ${cpu}, load ${load.join(', ')}, Node ${node}; medians of ${rounds} rounds, with the range.`;
    await writeFile(file, `${text.slice(0, begin)}${BEGIN}\n\n${about}\n\n${shown}\n\n${text.slice(end)}`);
  }
}

/** What is measured of both sides or of one, and not of more of the same. */
const hasSides = ({ benchmark }: Result): boolean => benchmark !== 'scale';

function sides(results: readonly Result[]): string | undefined {
  const shown = results.filter(({ figures }) => figures.length > 0);
  return shown.length === 0 ? undefined : markdownTable(shown);
}

const compared = ({ benchmark, figures }: Result): Result => ({
  benchmark,
  figures: figures.filter(({ ratio }) => ratio?.aim !== undefined),
});
