import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inRoot } from './root.mjs';

const ENGINE = 'fengari@0.1.5';
/** Git's hash of the folder that was published under that name. */
const PUBLISHED = '8fe040a30566331ee3b5c36e49432f12776895d0';
const PRISTINE = 'pristine';

/** Where the changes of the engine stand: the series that people edit, the one file that pnpm applies, their index. */
export const ENGINE_FILES = {
  series: inRoot('patches/fengari'),
  combined: inRoot(`patches/${ENGINE}.patch`),
  readme: inRoot('patches/README.md'),
};

/** What the caller can put right: the message says how. */
export class EngineError extends Error {}

/** Nothing of a machine's git reaches a patch: neither its configuration nor the repository in which a hook runs us. */
const foreign = Object.keys(process.env).filter((name) => name.startsWith('GIT_'));
const gitEnv = {
  ...Object.fromEntries(foreign.map((name) => [name, undefined])),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
  GIT_AUTHOR_NAME: 'durable-lua',
  GIT_AUTHOR_EMAIL: 'engine@durable-lua.invalid',
  GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'durable-lua',
  GIT_COMMITTER_EMAIL: 'engine@durable-lua.invalid',
  GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
};

function git(cwd, ...args) {
  const quiet = ['pipe', 'pipe', 'pipe'];
  const options = { cwd, env: { ...process.env, ...gitEnv }, stdio: quiet, encoding: 'utf8', maxBuffer: 1 << 28 };
  return execFileSync('git', ['-c', 'core.autocrlf=false', ...args], options);
}

const ALWAYS_THE_SAME = [
  '--full-index',
  '--no-renames',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--unified=3',
  '--inter-hunk-context=0',
  '--diff-algorithm=myers',
  '--indent-heuristic',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];
const diff = (folder, from, to) => git(folder, 'diff', ...ALWAYS_THE_SAME, from, to);

/** Runs `work` in a folder that is gone afterwards. */
export function withFolder(work) {
  const folder = mkdtempSync(path.join(tmpdir(), 'durable-lua-engine-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is installed, without the patch with which it was installed. */
function fromInstalled(folder, combined) {
  cpSync(inRoot('packages/lua-vm/node_modules/fengari'), folder, { recursive: true, dereference: true });
  git(folder, 'init', '--quiet');
  git(folder, 'apply', '--reverse', '--whitespace=nowarn', combined);
}

function fromRegistry(folder) {
  const options = { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32', stdio: 'pipe' };
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', ENGINE, '--json'], options));
  execFileSync('tar', ['-xzf', filename, '--strip-components=1'], { cwd: folder });
  rmSync(path.join(folder, filename));
}

/** Puts the published engine into `folder`, as the first commit there. */
function unpackPristine(folder, combined) {
  const failures = [];
  for (const way of [fromInstalled, fromRegistry]) {
    mkdirSync(folder, { recursive: true });
    try {
      way(folder, combined);
      git(folder, 'init', '--quiet', '--initial-branch=engine');
      git(folder, 'add', '--all', '--force');
      git(folder, 'commit', '--quiet', '--message', `${ENGINE} as published`);
      git(folder, 'tag', PRISTINE);
      const tree = git(folder, 'rev-parse', `${PRISTINE}^{tree}`).trim();
      if (tree === PUBLISHED) return;
      failures.push(`other files than those that were published: their tree is ${tree}, expected ${PUBLISHED}`);
    } catch (error) {
      failures.push(String(error.stderr || error.message).trim());
    }
    rmSync(folder, { recursive: true, force: true });
  }
  const [here, there] = failures;
  throw new EngineError(
    `no ${ENGINE}. What is installed: ${here}\nnpm pack: ${there}\nIs everything installed? pnpm install`,
  );
}

/** The patches of the series: file name, topic, message (what and why, in front of the diff) and text. */
export function readSeries(series) {
  return readdirSync(series)
    .filter((file) => file.endsWith('.patch'))
    .sort()
    .map((file) => {
      const text = readFileSync(path.join(series, file), 'utf8');
      return { file, message: text.slice(0, text.indexOf('diff --git ')).trim(), text };
    });
}

/** Makes `folder` a git repository of the published engine with one commit for each patch of the series. */
export function unpackSeries(folder, { series, combined } = ENGINE_FILES) {
  unpackPristine(folder, combined);
  for (const { file, message } of readSeries(series)) {
    try {
      git(folder, 'apply', '--index', '--whitespace=nowarn', path.join(series, file));
    } catch (error) {
      throw new EngineError(`${file} does not apply after those before it:\n${error.stderr}`);
    }
    git(folder, 'commit', '--quiet', '--message', message);
  }
}

/** The series that the commits of `folder` are, by file name, each with its text. Their subjects are "topic: what". */
export function seriesOf(folder) {
  const rebasing = ['rebase-merge', 'rebase-apply'].some((name) => existsSync(path.join(folder, '.git', name)));
  if (rebasing || git(folder, 'status', '--porcelain').trim() !== '') {
    throw new EngineError(`${folder} has changes outside of its commits: commit them, or finish the rebase, first`);
  }
  if (git(folder, 'rev-list', '--merges', `${PRISTINE}..HEAD`).trim() !== '') {
    throw new EngineError(`${folder} has a merge among its commits: rebase, so that each commit is one patch`);
  }
  const commits = git(folder, 'rev-list', '--reverse', `${PRISTINE}..HEAD`).split('\n').filter(Boolean);
  const named = commits.map((commit, index) => {
    const message = git(folder, 'show', '--no-patch', '--format=%B', commit).trim();
    const topic = /^([a-z0-9-]+): \S/.exec(message)?.[1];
    if (topic === undefined) {
      const subject = message.split('\n', 1)[0];
      throw new EngineError(`begin the subject of each commit with its topic, as in "int64: …", not "${subject}"`);
    }
    const changes = diff(folder, `${commit}~`, commit);
    if (changes === '') throw new EngineError(`the commit of the topic ${topic} changes nothing: drop it in a rebase`);
    const file = `${String(index + 1).padStart(2, '0')}-${topic}.patch`;
    return [file, `${message}\n\n${changes}`];
  });
  return Object.fromEntries(named);
}

const combinedOf = (folder) => diff(folder, PRISTINE, 'HEAD');

/** The text of the file that pnpm wants, made from the series. */
export const combinedFrom = (files = ENGINE_FILES) =>
  withFolder((folder) => {
    unpackSeries(folder, files);
    return combinedOf(folder);
  });

/** The README with a table of the series as it now is. */
export function indexed(readme, series) {
  const rows = readSeries(series).map(({ file, message }) => {
    const subject = message.split('\n', 1)[0];
    return `| [${file}](fengari/${file}) | ${subject.slice(subject.indexOf(': ') + 2)} |\n`;
  });
  return readme.replace(/(\| patch \|.*\n\| --- \|.*\n)(\|.*\n)*/, (_, head) => head + rows.join(''));
}

/** Writes what follows from the series: the combined patch and the table in the README. */
export function build(files = ENGINE_FILES) {
  const combined = combinedFrom(files);
  writeFileSync(files.combined, combined);
  writeFileSync(files.readme, indexed(readFileSync(files.readme, 'utf8'), files.series));
}

/** Makes `folder`, which must not exist, for `save` to read. Returns the number of patches that are commits there. */
export function edit(folder, files = ENGINE_FILES) {
  if (existsSync(folder)) {
    throw new EngineError(
      `${folder} is there already: save it (pnpm engine save) or delete it, or name another folder`,
    );
  }
  try {
    unpackSeries(folder, files);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return readSeries(files.series).length;
}

/** Writes the commits of `folder` back: the series, and what follows from it. */
export function save(folder, files = ENGINE_FILES) {
  if (!existsSync(path.join(folder, '.git'))) {
    throw new EngineError(`${folder} is not there: pnpm engine edit makes it`);
  }
  const patches = seriesOf(folder);
  rmSync(files.series, { recursive: true, force: true });
  mkdirSync(files.series, { recursive: true });
  for (const [file, text] of Object.entries(patches)) writeFileSync(path.join(files.series, file), text);
  writeFileSync(files.combined, combinedOf(folder));
  writeFileSync(files.readme, indexed(readFileSync(files.readme, 'utf8'), files.series));
  return Object.keys(patches);
}
