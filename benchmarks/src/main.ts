/** The program of `npm run bench`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { describeMachine } from './machine.js';
import { profileReport } from './profile-report.js';
import { writeReadmes } from './readme.js';
import { runBenchmarks } from './run.js';
import { OPTIONS_HELP, readSettings, type Settings } from './settings.js';
import { benchmarks } from './suites/index.js';
import { table } from './table.js';

const HELP = `npm run bench [options]

Measures Lua workflows on durable-lua against the same workflows in plain TypeScript, in turns, on one Temporal server:
that of TEMPORAL_ADDRESS, else a dev server of its own. Prints medians with the range, and Lua / TypeScript round by round.

${benchmarks.map(({ name, summary }) => `  ${name.padEnd(21)}${summary}`).join('\n')}

${OPTIONS_HELP}`;

const say = (line: string): void => void process.stderr.write(`· ${line}\n`);

async function main(settings: Settings): Promise<number> {
  const machine = describeMachine();
  say(`${machine.cpus} × ${machine.cpu}, load ${machine.load.join(' ')}, Node ${machine.node}`);
  if (settings.profile !== undefined) {
    await mkdir(settings.profile, { recursive: true });
    say('profiling: the figures are those of workers that are being watched');
  }
  const stop = new AbortController();
  let failure = 1;
  const end = (signal: 'SIGINT' | 'SIGTERM'): void => {
    failure = 128 + constants.signals[signal];
    stop.abort(new Error('stopped'));
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  const late = setTimeout(
    () => stop.abort(new Error(`gave up after ${settings.timeoutMinutes} minutes (--timeout)`)),
    settings.timeoutMinutes * 60_000,
  );
  try {
    const results = await runBenchmarks(settings, say, stop.signal);
    if (settings.profile !== undefined) console.log(await profileReport(settings.profile));
    console.log(table(results));
    const report = { at: new Date().toISOString(), machine, settings, results };
    if (settings.readme) await writeReadmes(results, machine, settings);
    if (settings.json !== undefined) await writeFile(settings.json, `${JSON.stringify(report, null, 2)}\n`);
    return 0;
  } catch (error) {
    const reason = stop.signal.aborted ? (stop.signal.reason as Error).message : (error as Error).stack;
    say(`npm run bench: ${reason}`);
    return failure;
  } finally {
    clearTimeout(late);
  }
}

function settingsOrHelp(): Settings | undefined {
  // pnpm hands over the `--` that some put before options.
  const args = process.argv.slice(2).filter((argument) => argument !== '--');
  try {
    return readSettings(
      args,
      benchmarks.map(({ name }) => name),
    );
  } catch (error) {
    say(`npm run bench: ${(error as Error).message}\n\n${HELP}`);
    process.exit(2);
  }
}

const settings = settingsOrHelp();
if (settings === undefined) console.log(HELP);
else process.exitCode = await main(settings);
// After a failure there may be calls under way, which would keep the process.
if (process.exitCode) process.exit();
