import { parseArgs } from 'node:util';

/** How much is measured. */
export interface Settings {
  /** Names of benchmarks; all of them when empty. */
  readonly only: readonly string[];
  readonly rounds: number;
  /** Workflow runs per round. */
  readonly runs: number;
  /** How many of them are under way at a time. */
  readonly concurrency: number;
  /** Lengths of the histories that are replayed. */
  readonly events: readonly number[];
  /** Replays of a history of 100 events per round; of longer ones fewer. */
  readonly replays: number;
  /** Workflows that are open at a time when memory is measured. */
  readonly open: number;
  /** Workflows that are open at a time when as many as possible are. */
  readonly many: number;
  /** Length of the longest history, in events. */
  readonly longest: number;
  /** Workflow entries of the project with many. */
  readonly entries: number;
  /** Repetitions of each VM benchmark per round. */
  readonly repeats: number;
  /** Threads for Lua workflows; 0: the one of the worker. */
  readonly workflowThreads: number;
  readonly timeoutMinutes: number;
  /** File for the figures as JSON. */
  readonly json?: string | undefined;
  /** Folder for CPU profiles of the workers. */
  readonly profile?: string | undefined;
  /** Whether the table goes into the READMEs. */
  readonly readme: boolean;
}

const FULL = {
  rounds: 5,
  runs: 200,
  concurrency: 50,
  events: [100, 1000],
  replays: 100,
  open: 500,
  many: 5000,
  longest: 50_000,
  entries: 500,
  repeats: 5,
  timeout: 60,
  'workflow-threads': 0,
};
const QUICK = {
  rounds: 1,
  runs: 20,
  concurrency: 10,
  events: [100],
  replays: 5,
  open: 50,
  many: 100,
  longest: 2500,
  entries: 50,
  repeats: 1,
  timeout: 5,
  'workflow-threads': 0,
};

export const OPTIONS_HELP = `  --only name        only this benchmark; several: repeat it, or join names with commas
  --rounds n         rounds of each benchmark (${FULL.rounds}); each measures every side once, in turns
  --runs n           workflow runs per round (${FULL.runs})
  --concurrency n    runs under way at a time (${FULL.concurrency})
  --events n,n       lengths of the histories to replay (${FULL.events.join()})
  --replays n        replays of a history of 100 events per round (${FULL.replays}); of longer ones fewer
  --open n           open workflows for the memory benchmark (${FULL.open})
  --many n           open workflows for the benchmark 'many-open' (${FULL.many})
  --longest n        events of the history of the benchmark 'long-history' (${FULL.longest})
  --entries n        workflow entries of the large project of the benchmark 'startup' (${FULL.entries})
  --repeats n        repetitions of each VM benchmark per round (${FULL.repeats})
  --workflow-threads n  threads for Lua workflows (${FULL['workflow-threads']}: they run in that of the worker); with 1 they run as TypeScript's
  --quick            small numbers, to see that all of it works: the figures mean little
  --readme           write the table into the READMEs, of the repository and of the benchmarks
  --json file        write the figures with all samples and the machine
  --profile folder   write CPU profiles of the workers, all threads, and list the functions that take the time
  --timeout minutes  give up after that long (${FULL.timeout})
  --help             this text`;

const count = { type: 'string' } as const;
const options = {
  only: { type: 'string', multiple: true },
  rounds: count,
  runs: count,
  concurrency: count,
  events: count,
  replays: count,
  open: count,
  many: count,
  longest: count,
  entries: count,
  repeats: count,
  timeout: count,
  'workflow-threads': count,
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  readme: { type: 'boolean', default: false },
  profile: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * Reads the command line; undefined when help was asked for.
 * @throws Error saying which option is wrong and how
 */
export function readSettings(args: readonly string[], known: readonly string[]): Settings | undefined {
  const { values } = parseArgs({ args: [...args], options, strict: true });
  if (values.help) return undefined;
  const sizes = values.quick ? QUICK : FULL;
  const number = (name: Exclude<keyof typeof FULL, 'events' | 'longest'>): number =>
    positive(name, values[name]) ?? sizes[name];
  const only = (values.only ?? []).flatMap((names) => names.split(',')).filter((name) => name !== '');
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`--only ${unknown.join(',')}: there is no such benchmark; there are ${known.join(', ')}`);
  }
  return {
    only,
    rounds: number('rounds'),
    runs: number('runs'),
    concurrency: number('concurrency'),
    events: values.events?.split(',').map((text) => positive('events', text, 20)) ?? sizes.events,
    replays: number('replays'),
    open: number('open'),
    many: number('many'),
    longest: positive('longest', values.longest, 100) ?? sizes.longest,
    entries: number('entries'),
    repeats: number('repeats'),
    workflowThreads: positive('workflow-threads', values['workflow-threads'], 0) ?? sizes['workflow-threads'],
    timeoutMinutes: number('timeout'),
    json: values.json,
    readme: values.readme,
    profile: values.profile,
  };
}

function positive(name: string, text: string, min?: number): number;
function positive(name: string, text: string | undefined, min?: number): number | undefined;
function positive(name: string, text: string | undefined, min = 1): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= 100_000) return value;
  throw new Error(`--${name} ${text}: expected a whole number from ${min} to 100000`);
}
