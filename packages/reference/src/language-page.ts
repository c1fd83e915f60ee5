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

function refusals(list: readonly Refusal[]): string {
  const rows = list.map(({ names, use }) => `| ${names.map((name) => `\`${name}\``).join(', ')} | ${use} |`);
  return ['| Function | Use |', '|---|---|', ...rows].join('\n');
}
