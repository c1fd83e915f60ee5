// The house rules as assertions. Each failure says what to do.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, it } from 'vitest';
import { importCycles } from './lib/cycles.mjs';
import { inRoot, readJson } from './lib/root.mjs';
import { forbiddenIn } from './lib/rooms.mjs';
import { trackedFiles } from './lib/tracked.mjs';
import { unpinnedActions } from './lib/workflows.mjs';
import { packages, workspaces } from './lib/workspace.mjs';

const SOURCE = '@durable-lua/source';
const MAX_LINES = 400;

/** Source files that may be longer, each with its reason. */
const LONG_FILES = {};

/** Fails with the findings, one a line, and without a stack: they say where to go. */
function tidy(findings) {
  if (findings.length > 0) throw Object.assign(new Error(findings.join('\n')), { stack: '' });
}

const files = trackedFiles();
const isSource = (file) => /^(packages|apps)\/[^/]+\/src\/.*\.ts$|^benchmarks\/src\/.*\.ts$/.test(file);
const read = (file) => readFileSync(inRoot(file), 'utf8');
/** The name of a module as TypeScript writes it: that of modules-http-client is httpClient. */
const exportOf = (folder) => folder.slice('modules-'.length).replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());

/** `exports` as published: without the condition that points at sources. */
function published(exports) {
  if (typeof exports !== 'object' || exports === null) return exports;
  const kept = Object.entries(exports).filter(([condition]) => condition !== SOURCE);
  return Object.fromEntries(kept.map(([key, value]) => [key, published(value)]));
}

describe.each(packages())('$dir', ({ dir, folder, manifest }) => {
  let findings = [];
  const claim = (holds, fix) => holds || findings.push(`${dir}: ${fix}`);
  beforeEach(() => (findings = []));
  afterEach(() => tidy(findings));

  it('has a README that opens with its npm name', () => {
    claim(existsSync(inRoot(dir, 'README.md')), `write README.md: one screen, with a code block that runs`);
    if (findings.length === 0) {
      claim(
        read(`${dir}/README.md`).startsWith(`# ${manifest.name}\n`),
        `open README.md with the line "# ${manifest.name}"`,
      );
    }
  });

  it('has one name in its folder, on npm and in Lua', async () => {
    if (folder === 'cli') claim(manifest.name === 'durable-lua', 'name it "durable-lua" in package.json');
    else claim(manifest.name === `@durable-lua/${folder}`, `name it "@durable-lua/${folder}" in package.json`);

    if (folder.startsWith('modules-')) {
      const lua = folder.slice('modules-'.length).replaceAll('-', '_');
      const name = exportOf(folder);
      const module = await import(/* @vite-ignore */ inRoot(dir, 'src/index.ts'));
      claim(
        module[name] !== undefined,
        `export the module from src/index.ts by its Lua name: export const ${name} = …`,
      );
      claim(module[name]?.name === lua, `give the definition its Lua name: defineModule({ name: '${lua}', … })`);
    }
  });

  it.runIf(folder.startsWith('modules-'))('proves its module with the conformance kit', () => {
    const name = exportOf(folder);
    const test = `${dir}/src/index.test.ts`;
    const line = `testModule(${name}, { files: new URL('..', import.meta.url) }, { describe, it });`;
    const calls = existsSync(inRoot(test)) && new RegExp(`^testModule\\(\\s*${name},`, 'm').test(read(test));
    claim(calls, `paste into src/index.test.ts: ${line}`);
  });

  it('describes itself in one sentence that no other package has', () => {
    const { description = '' } = manifest;
    const twins = packages().filter((other) => other.manifest.description === description);
    claim(twins.length === 1, `give ${twins.map((twin) => twin.dir).join(', ')} descriptions that tell them apart`);
    claim(
      /^\S.{20,158}\.$/.test(description),
      'write a "description" of 20 to 160 characters that ends with a full stop',
    );
    claim(!/[.!?] \S/.test(description), 'make the "description" one sentence');
  });

  it('exports its entry points one by one, and publishes them without the condition for sources', () => {
    const { exports = {}, publishConfig = {} } = manifest;
    const wanted = JSON.stringify(published(exports), null, 2);
    claim(!Object.keys(exports).some((key) => key.includes('*')), 'name each entry point in "exports", without *');
    claim('./package.json' in exports, 'add "./package.json": "./package.json" to "exports"');
    claim(isDeepStrictEqual(publishConfig.exports, published(exports)), `make "publishConfig.exports" this: ${wanted}`);
    claim(publishConfig.access === 'public', 'add "access": "public" to "publishConfig"');
    for (const [door, conditions] of Object.entries(exports)) {
      if (typeof conditions === 'string' || !(SOURCE in conditions)) continue;
      claim(existsSync(inRoot(dir, conditions[SOURCE])), `"exports" of "${door}" names ${conditions[SOURCE]}: make it`);
      claim(
        'default' in conditions,
        `let the entry point "${door}" end with "default", so that require.resolve finds it`,
      );
    }
  });

  it('tells bundlers and installers what they need to know', () => {
    claim('sideEffects' in manifest, 'add "sideEffects": false (or the list of files that have some)');
    claim(manifest.type === 'module', 'add "type": "module"');
    claim(manifest.license === 'MIT', 'add "license": "MIT" (the text is packed from the root)');
    claim(
      manifest.files?.includes('dist') && manifest.files.includes('README.md'),
      'list dist and README.md in "files"',
    );
    claim(
      manifest.engines?.node === readJson('package.json').engines.node,
      'give "engines" as the root package.json does',
    );
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      claim(
        ['cli', 'dev-server'].includes(folder) || !name.startsWith('@temporalio/'),
        `move ${name} to peerDependencies (and devDependencies)`,
      );
    }
  });

  it('depends only on what its room allows', () => {
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      const message = forbiddenIn(dir, name);
      claim(message === undefined, `take ${name} out of the dependencies. ${message}`);
    }
  });

  it('has no tool configuration of its own', () => {
    const pattern = /^(tsconfig.*\.json|.*\.config\.[cm]?[jt]s|\..*rc(\..*)?|turbo\.json|\.npmignore|\.editorconfig)$/;
    for (const name of readdirSync(inRoot(dir))) {
      claim(!pattern.test(name), `delete ${name} and say in the root configuration what is missing there`);
    }
  });
});

describe('the sources', () => {
  it(`have at most ${MAX_LINES} lines, or a reason`, () => {
    const findings = files.filter(isSource).flatMap((file) => {
      const lines = read(file).split('\n').length - 1;
      if (lines > MAX_LINES && !(file in LONG_FILES)) {
        return [
          `${file} has ${lines} lines: ask which second thing moved in and give it a file, or a reason in LONG_FILES`,
        ];
      }
      return lines <= MAX_LINES && file in LONG_FILES ? [`${file} is short again: take it out of LONG_FILES`] : [];
    });
    tidy(findings);
  });

  it('import nothing in a circle', async () => {
    const cycles = await importCycles(files.filter((file) => isSource(file) && !/\.(test|d)\.ts$/.test(file)));
    tidy(cycles.map((cycle) => `${cycle.join(' → ')}: move what both need into a third file`));
  });
});

describe('the repository', () => {
  it('names no folder of a machine and no host of a registry', () => {
    // Put together here, so that this file does not find itself.
    const homes = ['home', 'Users', 'root'].map((name) => `/${name}/[\\w.-]+`).join('|');
    const patterns = [
      [new RegExp(`(?<![\\w.~-])(?:${homes}|[A-Z]:\\\\Users\\\\)`), 'a folder of one machine: make it relative'],
      [
        new RegExp(`//(?:[\\w-]+\\.)*registry\\.`),
        'the host of a registry: leave it to the configuration of who installs',
      ],
    ];
    const texts = files.filter((file) => !/\.(png|jpe?g|gif|ico|woff2?|pb|wasm|tgz)$/.test(file));
    tidy(
      texts.flatMap((file) =>
        read(file)
          .split('\n')
          .flatMap((line, index) =>
            patterns.filter(([pattern]) => pattern.test(line)).map(([, fix]) => `${file}:${index + 1} names ${fix}`),
          ),
      ),
    );
  });

  it('moves all packages in one version', () => {
    const [group = []] = readJson('.changeset', 'config.json').fixed;
    const covers = (name) =>
      group.some((entry) => entry === name || (entry.endsWith('/*') && name.startsWith(entry.slice(0, -1))));
    const versions = new Set(packages().map(({ manifest }) => manifest.version));
    tidy([
      ...packages()
        .filter(({ manifest }) => !covers(manifest.name))
        .map(({ manifest }) => `add "${manifest.name}" to the first group of "fixed" in .changeset/config.json`),
      ...group
        .filter((entry) => !entry.includes('*') && !packages().some(({ manifest }) => manifest.name === entry))
        .map((entry) => `take "${entry}" out of "fixed" in .changeset/config.json: there is no such package`),
      ...(versions.size > 1 ? [`give all packages one version; now there are ${[...versions].join(', ')}`] : []),
    ]);
  });

  it('pins the actions of its workflows by commit, with the version beside it', () => {
    const workflows = files.filter((file) => /^\.github\/.*\.ya?ml$/.test(file));
    tidy(
      workflows.flatMap((file) =>
        unpinnedActions(read(file)).map(
          ({ line, action }) =>
            `${file}:${line} uses ${action}: name the commit of a release, and its version: action@<40 hex digits> # v1.2.3`,
        ),
      ),
    );
  });

  it('marks as private what is not published', () => {
    const open = workspaces().filter(({ dir, manifest }) => !dir.startsWith('packages/') && manifest.private !== true);
    tidy(open.map(({ dir }) => `${dir}: add "private": true to package.json, or move it to packages/`));
  });
});
