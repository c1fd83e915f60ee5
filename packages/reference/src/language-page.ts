import {
  classes,
  libraries,
  kept,
  refusedEverywhere,
  refusedInWorkflows,
  type LanguageOptions,
  type Refusal,
} from './language.js';
import type { PageOptions } from './page.js';
import { classSection, functionSection } from './sections.js';
import { anchor } from './anchor.js';
import type { Link } from './words.js';

/** Classes of the engine that only its own functions meet. */
const INNER = new Set(['channel iterator']);

/** The page of what is in every Lua state whichever modules are composed. */
export function languagePage(options: LanguageOptions & Pick<PageOptions, 'link'> = {}): string {
  const { except = [] } = options;
  const added = libraries.flatMap(({ classes: own = [] }) => own);
  const shown = [...classes.filter(({ name }) => !INNER.has(name) && !except.includes(name)), ...added];
  const link: Link = (name) => (shown.some((one) => one.name === name) ? `#${anchor(name)}` : options.link?.(name));
  const sections = [
    '# The language',
    'Lua 5.3 with 64-bit integers, as the manual describes it, except for what stands here.',
    '## Libraries',
    ...libraries.flatMap(({ name, functions }) =>
      Object.entries(functions).map(([path, definition]) => functionSection(`${name}.${path}`, definition, 3, link)),
    ),
    `\`os.platform\` is \`"durable-lua"\`. \`unpack\` is \`table.unpack\`. Kept of older versions: ${Object.keys(kept)
      .map((name) => `\`${name}\``)
      .join(', ')}.`,
    '## Where `lua5.3` gives something else',
    differences,
    '## Refused',
    'These can be read and passed around. A call raises an error of kind `INVALID`, whose details say what to use in place of it.',
    refusals(refusedEverywhere),
    'Only in workflows, because their results are not in the history:',
    refusals(refusedInWorkflows),
    '## Classes',
    ...shown.map((one) => classSection(one, 3, link)),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** What the comparison with the reference implementation leaves out, and why. */
const differences = [
  '| What | Here | Why |',
  '|---|---|---|',
  '| `math.exp`, `sin`, `cos`, `tan`, `asin`, `acos`, `atan`, `log` and `^` | the last bit may be another one | they are those of V8, the same on every machine; those of C depend on its library |',
  '| not-a-number | written `-nan` (`%f`: `-nan`), packed as that of `0/0` on x86, whatever its sign | sign and bits depend on the processor |',
  '| `pairs`, `next` | the order in which keys entered the table | it must be the same on replay; in C it depends on addresses |',
  '| addresses in `tostring(t)` | count up from the start of the run | as above |',
  '| `os.date` beyond the years -271821 and 275760 | `time result cannot be represented in this installation` | the range of dates in JavaScript |',
  '| `%Z` of `os.date` | the letters that ICU knows, otherwise the offset | zones come from the platform of JavaScript |',
  "| messages about something that is nil | may end in a hint: `it is a module: add it to modules of app:order`, `did you mean 'sleep'?` | |",
  '| work, memory, the length of a string, the size of a table, depth of recursion | have [limits](../../packages/lua-vm#limits) | a program must not stop its worker |',
].join('\n');

function refusals(list: readonly Refusal[]): string {
  const rows = list.map(({ names, use }) => `| ${names.map((name) => `\`${name}\``).join(', ')} | ${use} |`);
  return ['| Function | Use |', '|---|---|', ...rows].join('\n');
}
