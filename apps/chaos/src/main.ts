import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { chaos, isSound } from './chaos.js';
import { summary } from './summary.js';

const positive = (text: string): number => {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('expected a number above zero.');
  return number;
};

const program = new Command('chaos')
  .description(
    'Runs Lua workflows of every shape while workers and the server are killed, the network is cut and the sources change. In the end ' +
      'every workflow must have its one right result, no message may be lost or doubled, and every history must replay.',
  )
  .option('--minutes <n>', 'how long', positive, 10)
  .option('--seed <n>', 'of everything random; another each time by default', positive)
  .option('--open <n>', 'how many workflows are under way at once', positive, 30)
  .option('--json', 'the report as JSON on stdout', false)
  .addHelpText('after', '\nExit code: 0 if all is as it must be, 1 if not, 2 for a wrong option, 130 if interrupted.')
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();
const options = program.opts<{ minutes: number; seed?: number; open: number; json: boolean }>();

// What is expected to go wrong is no news; the workers have logs of their own.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  shutdownSignals: [],
  telemetryOptions: { logging: { filter: 'off' } },
});
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => (interrupted.signal.aborted ? process.exit(130) : interrupted.abort()));
}

const begin = performance.now();
const say = (line: string): void => {
  const seconds = Math.round((performance.now() - begin) / 1_000);
  process.stderr.write(`${String(seconds).padStart(5)} s  ${line}\n`);
};
const { minutes, seed = randomInt(1, 2 ** 31), open } = options;
say(`seed ${seed}: npm run chaos -- --minutes ${minutes} --open ${open} --seed ${seed}`);
const report = await chaos({ minutes, seed, open, say, signal: interrupted.signal });
if (options.json) console.log(JSON.stringify(report, undefined, 2));
for (const line of [...report.wrong, ...report.unlike]) console.error(line);
console.log(summary(report));
process.exitCode = interrupted.signal.aborted ? 130 : isSound(report) ? 0 : 1;
