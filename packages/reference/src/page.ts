import type { ModuleDefinition } from '@durable-lua/determinism';
import { constantType } from './definitions.js';
import { constantsOf } from './constants.js';
import { luaLiteral } from './literals.js';
import { classSection, functionSection } from './sections.js';
import { anchor } from './anchor.js';
import { optionSections } from './options.js';
import { classLink, words, type Link } from './words.js';

export interface PageOptions {
  /** Whether every entry has the module without declaring it. */
  readonly ambient?: boolean;
  /** Lua that uses the module, shown before everything else. */
  readonly example?: string;
  /** Addresses of classes that this page does not describe. */
  readonly link?: Link;
}

/** The reference page of a module, in Markdown. */
export function referencePage(module: ModuleDefinition, options: PageOptions = {}): string {
  const { name, summary, functions, aliases = {}, classes = [], barredInWorkflows } = module;
  const link: Link = (className) =>
    classes.some((one) => one.name === className) ? `#${anchor(className)}` : options.link?.(className);
  const others = new Map<string, string[]>();
  for (const [alias, target] of Object.entries(aliases)) others.set(target, [...(others.get(target) ?? []), alias]);
  const alsoKnown = (path: string): readonly string[] => {
    const names = others.get(path)?.map((alias) => `\`${name}.${alias}\``) ?? [];
    return names.length === 0 ? [] : [`The same as ${names.join(', ')}.`];
  };
  const described = Object.entries(functions).map(([path, definition]) =>
    [functionSection(`${name}.${path}`, definition, 3, link), ...alsoKnown(path)].join('\n\n'),
  );
  const constants = constantsOf(module).map(({ path, value, fixed }) => {
    const literal = fixed ? luaLiteral(value) : undefined;
    const shown = literal === undefined ? constantWords(value, link) : `\`${literal.replaceAll('|', '\\|')}\``;
    return `| ${[path, ...(others.get(path) ?? [])].map((one) => `\`${name}.${one}\``).join(', ')} | ${shown} |`;
  });
  const sections = [
    `# ${name}`,
    summary,
    accessOf(module, options.ambient ?? false),
    ...(module.callableAsMethods ? ['Its functions may be called with a colon, too.'] : []),
    ...(barredInWorkflows === undefined ? [] : [`**Not in workflows**: ${barredInWorkflows}`]),
    ...(options.example === undefined ? [] : ['## Example', `\`\`\`lua\n${options.example.trimEnd()}\n\`\`\``]),
    ...(described.length === 0 ? [] : ['## Functions', ...described]),
    ...(constants.length === 0 ? [] : ['## Constants', ['| Name | Value |', '|---|---|', ...constants].join('\n')]),
    ...optionSections(module, link),
    ...(classes.length === 0 ? [] : ['## Classes', ...classes.map((one) => classSection(one, 3, link))]),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** How an entry comes by the module, and what it asks of its host. */
function accessOf({ name, needs, wants = [] }: ModuleDefinition, ambient: boolean): string {
  const quoted = (names: readonly string[]): string => names.map((one) => `\`${one}\``).join(', ');
  const access = ambient
    ? `Every entry has it, as the global \`${name}\` and by \`require("${name}")\`.`
    : `An entry that lists \`${name}\` in its \`modules\` has it, as the global \`${name}\` and by \`require("${name}")\`.`;
  const asks = [
    ...(needs.length === 0 ? [] : [quoted(needs)]),
    ...(wants.length === 0 ? [] : [`${quoted(wants)} for a part of what it does`]),
  ];
  return `${access} It asks its host for ${asks.length === 0 ? 'nothing' : asks.join(', and for ')}.`;
}

function constantWords(value: unknown, link: Link): string {
  if (typeof value !== 'object' || value === null) return `${constantType(value)}, of the host`;
  const { type } = value as { type: Parameters<typeof words>[0] };
  return type.kind === 'instance' ? classLink(type.className ?? 'object', link) : words(type, 'out', link);
}
