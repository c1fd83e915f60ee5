import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Result } from './figures.js';
import type { Machine } from './machine.js';
import { markdownTable } from './table.js';

const BEGIN = '<!-- figures: npm run bench -- --readme -->';
const END = '<!-- end of figures -->';

/** Where the table stands: that of the repository has what is compared, that of the benchmarks all. */
const READMES = [
  { file: new URL('../../README.md', import.meta.url), onlyCompared: true },
  { file: new URL('../README.md', import.meta.url), onlyCompared: false },
];

/** Writes the table into the READMEs, in place of the one before. @throws Error for one that has no place for it */
export async function writeReadmes(results: readonly Result[], machine: Machine, rounds: number): Promise<void> {
  for (const { file, onlyCompared } of READMES) {
    const text = await readFile(file, 'utf8');
    const begin = text.indexOf(BEGIN);
    const end = text.indexOf(END);
    if (begin < 0 || end < begin) throw new Error(`${fileURLToPath(file)} has no place for the figures: ${BEGIN}`);
    const { cpus, cpu, load, node } = machine;
    const about = `${cpus} × ${cpu}, load ${load.join(', ')}, Node ${node}; medians of ${rounds} rounds, with the range.`;
    const shown = onlyCompared ? results.map(compared).filter(({ figures }) => figures.length > 0) : results;
    const table = markdownTable(shown);
    await writeFile(file, `${text.slice(0, begin)}${BEGIN}\n\n${about}\n\n${table}\n\n${text.slice(end)}`);
  }
}

const compared = ({ benchmark, figures }: Result): Result => ({
  benchmark,
  figures: figures.filter(({ ratio }) => ratio?.aim !== undefined),
});
