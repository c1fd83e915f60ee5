import { Duration, INT64_MIN } from '@durable-lua/determinism';

/** Words that cannot name a parameter or follow a dot. */
const KEYWORDS = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
);

/** A name as Lua takes it for a parameter. */
export const paramName = (name: string): string => (KEYWORDS.has(name) ? `${name}_` : name);

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const quote = (text: string): string =>
  // Three digits, so that a digit that follows is not taken for a part of it.
  `"${text.replace(/["\\\p{Cc}]/gu, (letter) => ESCAPES[letter] ?? `\\${letter.charCodeAt(0).toString().padStart(3, '0')}`)}"`;

function numberText(number: number): string {
  if (Number.isNaN(number)) return '0/0';
  if (!Number.isFinite(number)) return number > 0 ? 'math.huge' : '-math.huge';
  return String(number).replace('e+', 'e');
}

/** A plain value as Lua source; undefined for anything that has none. */
export function luaLiteral(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'boolean':
      return String(value);
    case 'number':
      return numberText(value);
    case 'bigint':
      // Its digits would be those of a float, for Lua negates after reading.
      return value === INT64_MIN ? 'math.mininteger' : String(value);
    default:
      return value instanceof Duration ? quote(value.toString()) : undefined;
  }
}
