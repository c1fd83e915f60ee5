#!/usr/bin/env node
// npm run check:packages: packs every package as it would be published and looks at the result as a stranger's tools would: at
// last by an installation with npm, which replays histories and is weighed. With --write the weights go to docs/weights.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { problemAffectsResolutionKind, problemKindInfo } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { importsOf } from './lib/imports-of.mjs';
import { noticeFindings } from './lib/notices.mjs';
import { installPlainly, replayThere } from './lib/plain-install.mjs';
import { findPnpm } from './lib/pnpm.mjs';
import { inRoot } from './lib/root.mjs';
import { run } from './lib/run.mjs';
import { WEIGHTS, weightFindings, weightOf, writeTable } from './lib/weights.mjs';
import { packages } from './lib/workspace.mjs';

/** Our packages are ESM and ask for Node 20: only the ways in which such a project resolves them count. */
const RESOLUTIONS = ['node16-esm', 'bundler'];

/** What nobody needs who installs a package; a template of a test is none of ours. */
const OURS_ALONE = /^(?!module\/)(?:.*\/)?(?:conformance\/|fixtures\/|[^/]*\.(?:test|fixture|broken)\.)/;
const INLINE_MAP = '\n//# sourceMappingURL=data:';

/** What publint, at its strictest, says of a tarball. */
async function publintFindings(tarball) {
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

/** What are-the-types-wrong says of it, as in its profile `esm-only`. */
async function typeFindings(unpacked) {
  const analysis = await checkPackage(unpacked);
  if (analysis.types === false) return ['types: there are none in the tarball; did the build make .d.ts files?'];
  return analysis.problems
    .filter((problem) => RESOLUTIONS.some((kind) => problemAffectsResolutionKind(problem, kind, analysis)))
    .map((problem) => {
      const { title, description } = problemKindInfo[problem.kind];
      return `types: ${title} (${problem.entrypoint ?? problem.fileName ?? 'package'}): ${description}`;
    });
}

/** A package's name out of what stands in an import: `a/b` is of `a`, `@a/b/c` of `@a/b`. */
const owner = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** What the tarball must have in it, and what its code and types import without saying so in package.json. */
function contentFindings(unpacked) {
  const home = `/node_modules/${unpacked.packageName}/`;
  const files = unpacked.listFiles().filter((name) => name.startsWith(home));
  const findings = [];
  if (!files.includes(`${home}LICENSE`)) findings.push('files: no LICENSE; pnpm packs that of the root: is it there?');
  if (!files.includes(`${home}README.md`)) findings.push('files: no README.md; write one beside package.json');

  const manifest = JSON.parse(unpacked.readFile(`${home}package.json`));
  const known = { ...manifest.dependencies, ...manifest.peerDependencies, [manifest.name]: '' };
  for (const [name, range] of Object.entries(known)) {
    if (range.startsWith('workspace:')) findings.push(`dependencies: ${name} is still at ${range}; pack it with pnpm`);
  }
  for (const file of files.filter((name) => /\.(m?js|d\.m?ts)$/.test(name))) {
    const imported = importsOf(file, unpacked.readFile(file));
    const strangers = imported.filter((name) => !name.startsWith('.') && !isBuiltin(name) && !(owner(name) in known));
    for (const name of new Set(strangers.map(owner))) {
      findings.push(
        `${file.slice(home.length)} imports ${name}: add it to dependencies, or bundle it (tsup.noExternal)`,
      );
    }
  }
  for (const file of files.map((name) => name.slice(home.length))) {
    if (OURS_ALONE.test(file)) findings.push(`${file} is for us alone: leave it out of "files" in package.json`);
    else if (/\.m?js$/.test(file) && unpacked.readFile(home + file).includes(INLINE_MAP)) {
      findings.push(`${file} has its source map in it: put that into a file of its own`);
    }
  }
  const { dir } = packages().find((one) => one.manifest.name === unpacked.packageName);
  const names = files.map((name) => name.slice(home.length));
  return [...findings, ...noticeFindings(inRoot(dir), names, (name) => unpacked.readFile(`${home}${name}`))];
}

/**
 * What goes wrong when npm installs the packed packages in an empty folder, histories are replayed there from JSON, and the
 * packages are weighed.
 */
async function installedFindings(tarballs) {
  const folder = mkdtempSync(path.join(tmpdir(), 'durable-lua-plain-'));
  try {
    await installPlainly(folder, tarballs);
    console.log(`${await replayThere(folder)} histories replayed in a plain npm installation`);
    const weights = new Map(Object.keys(tarballs).map((name) => [name, weightOf(name, folder)]));
    const page = readFileSync(inRoot(WEIGHTS), 'utf8');
    if (process.argv.includes('--write')) writeFileSync(inRoot(WEIGHTS), writeTable(page, weights));
    return weightFindings(readFileSync(inRoot(WEIGHTS), 'utf8'), weights);
  } catch (error) {
    return [`plain npm installation: ${error.message}\n${error.output ?? ''}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { env } = await findPnpm();
const destination = mkdtempSync(path.join(tmpdir(), 'durable-lua-packed-'));
let findings = 0;
try {
  const listing = await run(
    'pnpm',
    ['--recursive', '--filter', './packages/*', 'pack', '--json', '--pack-destination', destination],
    { env },
  );
  const packed = [JSON.parse(listing)].flat();
  for (const item of packed) {
    const data = readFileSync(item.filename);
    const tarball = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
    const unpacked = createPackageFromTarballData(data);
    const found = [
      ...contentFindings(unpacked),
      ...(await publintFindings(tarball)),
      ...(await typeFindings(unpacked)),
    ];
    for (const finding of found) console.log(`${item.name}: ${finding}`);
    findings += found.length;
  }
  const tarballs = Object.fromEntries(packed.map(({ name, filename }) => [name, filename]));
  const found = await installedFindings(tarballs);
  for (const finding of found) console.log(finding);
  findings += found.length;
  console.log(`${packed.length} packages packed, ${findings} findings`);
} finally {
  rmSync(destination, { recursive: true, force: true });
}
process.exitCode = findings === 0 ? 0 : 1;
