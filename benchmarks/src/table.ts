import { meets, ratios, spread, type Figure, type Result } from './figures.js';

/** The results as text: one block a benchmark, one column for each of those compared, medians and the range in brackets. */
export function table(results: readonly Result[]): string {
  return results.map(({ benchmark, figures }) => `${benchmark}\n${indent(rows(figures))}`).join('\n\n');
}

/** The results as one table of Markdown. */
export function markdownTable(results: readonly Result[]): string {
  const lines = results.flatMap(({ benchmark, figures }) =>
    figures.map((figure) => {
      const [typescript = [], lua = []] = [figure.samples['typescript'], figure.samples['lua']];
      const cells = [
        shown(typescript),
        shown(lua),
        figure.ratio === undefined ? '' : shown(ratios(figure)),
        aim(figure),
      ];
      return `| ${benchmark}: ${figure.name}, ${figure.unit} | ${cells.join(' | ')} |`;
    }),
  );
  return ['| Figure | TypeScript | Lua | Lua / TypeScript | Aim |', '|---|---|---|---|---|', ...lines].join('\n');
}

/** One result as a table of Markdown, with a column for each of those compared. */
export function markdownColumns({ figures }: Result): string {
  const columns = [...new Set(figures.flatMap(({ samples }) => Object.keys(samples)))];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const lines = figures.map(({ name, unit, samples }) =>
    line([`${name}, ${unit}`, ...columns.map((column) => shown(samples[column] ?? []))]),
  );
  return [line(['', ...columns]), line(['---', ...columns.map(() => '--:')]), ...lines].join('\n');
}

function rows(figures: readonly Figure[]): readonly (readonly string[])[] {
  const columns = [...new Set(figures.flatMap(({ samples }) => Object.keys(samples)))];
  const ratioName = figures.map(({ ratio }) => ratio).find((ratio) => ratio !== undefined);
  const head = ['', ...columns, ...(ratioName === undefined ? [] : [`${ratioName.of} / ${ratioName.to}`, 'aim'])];
  return [head, ...figures.map((figure) => row(figure, columns))];
}

function row(figure: Figure, columns: readonly string[]): readonly string[] {
  const { name, unit, samples, ratio } = figure;
  const cells = columns.map((column) => shown(samples[column] ?? []));
  return [`${name}, ${unit}`, ...cells, ratio === undefined ? '' : shown(ratios(figure)), aim(figure)];
}

function shown(samples: readonly number[]): string {
  if (samples.length === 0) return '–';
  const { median, min, max } = spread(samples);
  return samples.length === 1 ? digits(median) : `${digits(median)} (${digits(min)}–${digits(max)})`;
}

function aim(figure: Figure): string {
  const { ratio, limit, samples, unit } = figure;
  const all = ratios(figure);
  const aims: string[] = [];
  if (ratio?.aim !== undefined && all.length > 0) {
    const { atLeast, atMost } = ratio.aim;
    aims.push(
      `${atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`} ${mark(meets(ratio.aim, spread(all).median))}`,
    );
  }
  if (limit !== undefined) {
    aims.push(`${limit.of} ≤ ${limit.atMost} ${unit} ${mark(meets(limit, spread(samples[limit.of] ?? []).median))}`);
  }
  return aims.join(', ');
}

const mark = (met: boolean): string => (met ? '✓' : '✗');

/** Three digits that count. */
function digits(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.01 || size === 0 ? 2 : 4);
}

function indent(cells: readonly (readonly string[])[]): string {
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells
    .map((line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}
