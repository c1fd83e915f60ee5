import { LuaError } from '@durable-lua/determinism';

/** The arguments of a command as text: for people, and for comparing. Equal texts mean equal values. */
export const showArguments = (args: readonly unknown[]): string => args.map(show).join(', ');

function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : showObject(value);
    case 'undefined':
      return 'nil';
    default:
      return String(value);
  }
}

function showObject(value: object): string {
  if (value instanceof Uint8Array) return showBytes(value);
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (LuaError.is(value)) return `error(${value.kind}: ${value.toString()})`;
  if (value instanceof Error) return `${value.name}(${value.message})`;
  if (isPayload(value)) return showPayload(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([key, field]) => `${key}: ${show(field)}`).join(', ')}}`;
}

type PayloadLike = { readonly metadata: Record<string, Uint8Array>; readonly data?: Uint8Array | null };

function isPayload(value: object): value is PayloadLike {
  const { metadata } = value as Partial<PayloadLike>;
  return typeof metadata === 'object' && metadata['encoding'] instanceof Uint8Array;
}

function showPayload({ metadata, data }: PayloadLike): string {
  const encoding = new TextDecoder().decode(metadata['encoding']);
  if (encoding === 'binary/null') return 'nil';
  const bytes = data ?? new Uint8Array(0);
  return encoding === 'json/plain' ? new TextDecoder().decode(bytes) : `${encoding} ${showBytes(bytes)}`;
}

const showBytes = (bytes: Uint8Array): string =>
  `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;

/** For messages: what is long is cut. */
export const brief = (text: string): string => (text.length <= 200 ? text : `${text.slice(0, 200)}…`);
