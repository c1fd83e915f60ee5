import { parseDuration } from '../duration.js';

/**
 * Cron schedules as a Temporal server reads them. Checked here because the server refuses a wrong one of a child workflow
 * by failing the parent's task again and again, which no Lua code could handle.
 */

interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values, from `min`. */
  readonly words?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'day of week', min: 0, max: 6, words: DAYS },
];
const NAMED = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

/** What is wrong with a schedule, or `undefined`. Pure. */
export function cronProblem(schedule: string): string | undefined {
  const zone = /^(?:CRON_)?TZ=(\S*)\s*/.exec(schedule);
  if (zone?.[1] === '') return 'the zone after TZ= is missing';
  const spec = schedule.slice(zone?.[0].length ?? 0).trim();
  if (spec.startsWith('@every ')) return everyProblem(spec.slice('@every '.length));
  if (spec.startsWith('@'))
    return NAMED.has(spec) ? undefined : `'${spec}' is none of ${[...NAMED].join(', ')}, @every`;
  const parts = spec.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== FIELDS.length) return `it has ${parts.length} fields instead of ${FIELDS.length}`;
  for (const [index, field] of FIELDS.entries()) {
    const wrong = (parts[index] as string).split(',').find((part) => !isRange(part, field));
    if (wrong !== undefined) return `'${wrong}' is no ${field.name} (${field.min} to ${field.max})`;
  }
  return undefined;
}

function everyProblem(text: string): string | undefined {
  const nanos = parseDuration(text);
  return nanos !== undefined && nanos > 0n ? undefined : `'${text}' after @every is no duration above zero`;
}

/** `*`, `5`, `1-5`, `mon-fri`, each with `/step`. */
function isRange(part: string, field: CronField): boolean {
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0 || (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0))) return false;
  if (range === '*' || range === '?') return true;
  const [low, high, ...rest] = range.split('-').map((text) => valueOf(text, field));
  if (rest.length > 0 || low === undefined) return false;
  return range.includes('-') ? high !== undefined && low <= high : true;
}

function valueOf(text: string, { min, max, words }: CronField): number | undefined {
  const word = words?.indexOf(text.toLowerCase()) ?? -1;
  if (word >= 0) return min + word;
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}
