// What a package weighs where it is installed: its own files, and all that comes with it.
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The page with the table, from the root. */
export const WEIGHTS = 'docs/weights.md';
const TABLE = /(?<=<!-- weights: npm run check:packages -- --write -->\n\n)[^]*?(?=\n<!-- end of weights -->)/;
const HEAD = ['Package', 'its files', 'budget', 'packages that it brings', 'all together', 'budget'];
const UNITS = { kB: 1_000, MB: 1_000_000 };

/** Bytes of the files in a folder, without those of packages that are installed in it. */
function bytesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + bytesIn(file);
    return sum + lstatSync(file).size;
  }, 0);
}

/** Where Node finds a package from a folder; undefined if nowhere below `top`. */
function found(name, from, top) {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const one = path.join(folder, 'node_modules', name);
    if (existsSync(path.join(one, 'package.json'))) return one;
    if (folder === top || folder === path.dirname(folder)) return undefined;
  }
}

/** What a package needs by its manifest, peers that are not optional among it; and what it would like to have. */
function wanted({ dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }) {
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return {
    needed: [...Object.keys(dependencies), ...peers].filter((name) => !(name in optionalDependencies)),
    liked: Object.keys(optionalDependencies),
  };
}

/**
 * What an installed package weighs, in bytes: `own`, its files; `tree`, these and the `packages` (how many) that it brings.
 * @param top a folder in which npm has installed it
 */
export function weightOf(name, top) {
  const start = found(name, top, top);
  const tree = new Set([start]);
  for (const folder of tree) {
    const { needed, liked } = wanted(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')));
    for (const other of needed) {
      const there = found(other, folder, top);
      if (there === undefined) throw new Error(`${other}, which ${folder} needs, is not installed`);
      tree.add(there);
    }
    for (const other of liked) {
      const there = found(other, folder, top);
      if (there !== undefined) tree.add(there);
    }
  }
  const bytes = [...tree].map(bytesIn);
  return { own: bytes[0], packages: tree.size - 1, tree: bytes.reduce((sum, one) => sum + one, 0) };
}

/** The rows of the table: the budgets of each package, in bytes, and what it weighed when the table was written. */
export function readTable(page) {
  const [, , ...rows] = (TABLE.exec(page)?.[0] ?? '').trim().split('\n');
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));
  return new Map(
    cells.map(([, name, own, ownBudget, , , treeBudget]) => [
      name.replaceAll('`', ''),
      { own: bytesOf(own), ownBudget: bytesOf(ownBudget), treeBudget: bytesOf(treeBudget) },
    ]),
  );
}

/** The bytes that a cell says: `16.2 kB`, `277 MB`. */
function bytesOf(cell) {
  const [number, unit] = cell.split(' ');
  return Math.round(Number(number) * UNITS[unit]);
}

function text(bytes) {
  const unit = bytes < UNITS.MB ? 'kB' : 'MB';
  const number = bytes / UNITS[unit];
  return `${number.toFixed(number < 100 ? 1 : 0)} ${unit}`;
}

/** A tenth above, to two digits. */
const above = (bytes) => {
  const digit = 10 ** Math.floor(Math.log10(bytes) - 1);
  return Math.ceil((bytes * 1.1) / digit) * digit;
};

/** The page with the weights of now. A budget stays as it is while it holds. */
export function writeTable(page, weights) {
  const before = readTable(page);
  const rows = [...weights]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { own, packages, tree }]) => {
      const { ownBudget = 0, treeBudget = 0 } = before.get(name) ?? {};
      const budget = (had, bytes) => text(had >= bytes ? had : above(bytes));
      return [`\`${name}\``, text(own), budget(ownBudget, own), packages, text(tree), budget(treeBudget, tree)];
    });
  const lines = [HEAD, HEAD.map((_, index) => (index === 0 ? '---' : '--:')), ...rows];
  return page.replace(TABLE, `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`);
}

/** What is wrong: who has grown out of its budget, and whose row in the table is missing or no longer true. */
export function weightFindings(page, weights) {
  const table = readTable(page);
  const findings = [...table.keys()]
    .filter((name) => !weights.has(name))
    .map((name) => `${WEIGHTS} has a row of ${name}, which is no package`);
  for (const [name, { own, tree }] of weights) {
    const row = table.get(name);
    if (row === undefined) findings.push(`${WEIGHTS} has no row of ${name}`);
    else if (own > row.ownBudget) findings.push(`the files of ${name} weigh ${text(own)}, of ${text(row.ownBudget)}`);
    else if (tree > row.treeBudget) {
      findings.push(`${name} and what it brings weigh ${text(tree)}, of ${text(row.treeBudget)}`);
    } else if (Math.abs(own - row.own) > own / 10) {
      findings.push(`the files of ${name} weigh ${text(own)}, and ${WEIGHTS} says ${text(row.own)}`);
    }
  }
  return findings.map((line) => `weight: ${line}; npm run check:packages -- --write`);
}
