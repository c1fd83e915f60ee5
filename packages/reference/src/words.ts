import type { Type } from '@durable-lua/determinism';
import { luaLiteral } from './literals.js';
import { optionsLink } from './options.js';

/** Gives the address of the description of a class; undefined where there is none. */
export type Link = (className: string) => string | undefined;

const UNITS = { ns: 'nanoseconds', ms: 'milliseconds' } as const;

/** What a type is, in words for a page. */
export function words(type: Type<unknown>, way: 'in' | 'out', link: Link): string {
  switch (type.kind) {
    case 'string':
      return 'string';
    case 'bytes':
      return 'string of bytes';
    case 'integer':
    case 'int64':
    case 'number':
      return `${type.kind === 'number' ? 'number' : 'integer'}${rangeOf(type)}`;
    case 'boolean':
      return 'boolean';
    case 'duration':
      if (way === 'out') return classLink('time.Duration', link);
      return `text such as \`"1h30m"\`, ${classLink('time.Duration', link)}, or number of ${UNITS[type.unit ?? 'ms']}`;
    case 'table':
      return 'table';
    case 'list': {
      const each = words(type.of as Type<unknown>, way, link);
      return type.rest ? `any number of results, each ${each}` : `list of ${each}`;
    }
    case 'map':
      return `table of ${words(type.of as Type<unknown>, way, link)} by name`;
    case 'data':
      return type.expected === 'table' ? 'table of plain data by name' : 'plain data';
    case 'func':
      return 'function';
    case 'thread':
      return 'coroutine';
    case 'value':
      return type.options === undefined ? 'any value' : optionsLink(type.options);
    case 'payload':
      return way === 'in' ? 'any value that can be sent' : 'any value';
    case 'instance':
      return classLink(type.className ?? 'object', link);
    case 'channel':
      return classLink('channel', link);
    case 'oneOf':
      return choices((type.choices ?? []).map((choice) => words(choice, way, link)));
    case 'nothing':
      return 'nothing';
  }
}

/** Every integer is a number. */
const choices = (all: readonly string[]): string =>
  [...new Set(all.filter((one) => one !== 'integer' || !all.includes('number')))].join(' or ');

export function classLink(name: string, link: Link): string {
  const address = link(name);
  return address === undefined ? `\`${name}\`` : `[\`${name}\`](${address})`;
}

function rangeOf({ min, max }: Type<unknown>): string {
  if (min === undefined && max === undefined) return '';
  if (max === undefined) return ` of at least ${min}`;
  return min === undefined ? ` of at most ${max}` : ` from ${min} to ${max}`;
}

/** What it means to leave a value out, if that is allowed. */
export function absence({ optional, fallback }: Type<unknown>): string {
  if (!optional) return '';
  const literal = luaLiteral(fallback);
  return literal === undefined ? ' (optional)' : ` (by default \`${literal}\`)`;
}
