import { pathToFileURL } from 'node:url';
import type { LuaTest, LuaTestFailure, LuaTestFile } from '@durable-lua/testing';
import { diffLines } from 'diff';
import { codeFrame } from '../code-frame.js';
import type { Screen } from '../screen.js';

export interface TestRun {
  readonly files: readonly LuaTestFile[];
  readonly ms: number;
}

const took = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
const isFailed = ({ status }: LuaTest): boolean => status === 'failed';

/** Lines of this length more are not worth their place: what differs is shown with these around it. */
const AROUND = 3;

/** One file in one line, and its tests when one has failed. */
export function fileLine({ name, tests, ms, failure }: LuaTestFile, { noteColors }: Screen): string {
  const { green, red, dim, yellow } = noteColors;
  const failed = tests.filter(isFailed).length;
  const counts = `${tests.length} ${tests.length === 1 ? 'test' : 'tests'}${failed > 0 ? `, ${failed} failed` : ''}`;
  const isGood = failed === 0 && failure === undefined;
  const head = `${isGood ? green('✓') : red('✗')} ${name} ${dim(`(${failure === undefined ? counts : 'not loaded'}) ${took(ms)}`)}`;
  if (isGood) return head;
  const marks = { passed: green('✓'), failed: red('✗'), skipped: yellow('-') };
  return [head, ...tests.map((test) => `  ${marks[test.status]} ${test.path.join(' › ')} ${dim(took(test.ms))}`)].join(
    '\n',
  );
}

/** What failed, with differences and code, and the sums. */
export function report({ files, ms }: TestRun, screen: Screen): string {
  const { red, bold, green, yellow, dim } = screen.colors;
  const all = files.flatMap(({ tests }) => tests);
  const failures = files.flatMap((file) => [
    ...(file.failure === undefined ? [] : [shown(file.name, file.failure, screen)]),
    ...file.tests.flatMap(({ path, failure }) =>
      failure === undefined ? [] : [shown([file.name, ...path].join(' › '), failure, screen)],
    ),
  ]);
  const count = (status: LuaTest['status']): number => all.filter((test) => test.status === status).length;
  const unloaded = files.filter(({ failure }) => failure !== undefined).length;
  const sums = [
    ...(unloaded > 0 ? [red(bold(`${unloaded} ${unloaded === 1 ? 'file' : 'files'} not loaded`))] : []),
    ...(count('failed') > 0 ? [red(bold(`${count('failed')} failed`))] : []),
    green(`${count('passed')} passed`),
    ...(count('skipped') > 0 ? [yellow(`${count('skipped')} skipped`)] : []),
  ];
  return [...failures, `${sums.join(', ')} ${dim(`in ${took(ms)}`)}`].join('\n');
}

function shown(name: string, failure: LuaTestFailure, screen: Screen): string {
  const { red, bold, dim, isColorSupported } = screen.colors;
  const { message, expected, actual, places, pages = [] } = failure;
  const [first, ...others] = places;
  const frame = first && codeFrame(screen.root, first, isColorSupported);
  return [
    `${red(bold('FAIL'))} ${bold(name)}`,
    red(message),
    ...(expected === undefined || actual === undefined ? [] : ['', difference(expected, actual, screen)]),
    ...(first === undefined ? [] : ['', dim(`${first.file}:${first.line}`)]),
    ...(frame === undefined ? [] : [frame]),
    ...others.map(({ file, line }) => dim(`${file}:${line}`)),
    ...pages.map((page) => `look into it: ${pathToFileURL(page).href}`),
    '',
  ].join('\n');
}

/** Line by line: what was expected and is missing, what came in its place, and a little of what is the same. */
function difference(expected: string, actual: string, screen: Screen): string {
  const { green, red, dim } = screen.colors;
  const lines = [green('- expected'), red('+ actual')];
  const parts = diffLines(expected, actual, { newlineIsToken: false, stripTrailingCr: true });
  for (const [index, { value, added, removed }] of parts.entries()) {
    const own = value.replace(/\n$/, '').split('\n');
    if (removed) lines.push(...own.map((line) => green(`- ${line}`)));
    else if (added) lines.push(...own.map((line) => red(`+ ${line}`)));
    else lines.push(...cut(own, index === 0, index === parts.length - 1).map((line) => dim(`  ${line}`)));
  }
  return lines.join('\n');
}

function cut(lines: readonly string[], isFirst: boolean, isLast: boolean): readonly string[] {
  const before = isFirst ? 0 : AROUND;
  const after = isLast ? 0 : AROUND;
  if (lines.length <= before + after + 1) return lines;
  return [...lines.slice(0, before), '…', ...lines.slice(lines.length - after)];
}
