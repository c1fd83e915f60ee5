import type { Recording } from './model.js';

/** The events of a recording with the Lua lines that asked for them, one a line, for a terminal. */
export function eventTable({ events, problem }: Recording): string {
  const rows = events.map(({ id, type, place }) => [
    String(id),
    type,
    place === undefined ? '' : `${place.file}:${place.line} ${place.function}`,
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([id = '', type = '', place = '']) =>
    `${id.padStart(widths[0] ?? 0)}  ${type.padEnd(widths[1] ?? 0)}  ${place}`.trimEnd(),
  );
  return [...lines, ...(problem === undefined ? [] : ['', problem.message])].join('\n');
}
