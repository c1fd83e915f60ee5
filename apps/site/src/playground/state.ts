import type { Data } from '@durable-lua/determinism';

/** What happens to the workflow from outside, in this order. */
export type Action =
  | { readonly do: 'wait'; /** `1h`; without one, until nothing happens any more by itself. */ readonly time?: string }
  | { readonly do: 'send' | 'update' | 'query'; readonly name: string; readonly args: readonly Data[] }
  | { readonly do: 'cancel'; readonly reason?: string };

/** A function that fails, however good its code is. */
export interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly retryable: boolean;
  /** The first so many attempts of all; without a number, all. */
  readonly times?: number;
}

/** All that the playground knows: from it the same run follows, anywhere. */
export interface State {
  /** Texts by their paths, `_index.yaml` among them. */
  readonly files: Readonly<Record<string, string>>;
  /** The workflow that is started; the first of the project, if it is not given. */
  readonly workflow?: string;
  readonly args: readonly Data[];
  /** By the IDs of functions. */
  readonly failures: Readonly<Record<string, Failure>>;
  readonly actions: readonly Action[];
}

const VERSION = '1';

/** The state as what stands behind the # of a link. */
export async function toHash(state: State): Promise<string> {
  const packed = await through(new TextEncoder().encode(JSON.stringify(state)), new CompressionStream('deflate-raw'));
  const text = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(''));
  return `${VERSION}.${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** Longest text that a link is unpacked to: what is longer was made to fill the memory. */
const MOST_CHARACTERS = 1_000_000;

/**
 * The state in a link; undefined when there is none.
 * @throws Error for a link that was cut or is of something else.
 */
export async function fromHash(hash: string): Promise<State | undefined> {
  const [version, text] = hash.replace(/^#/, '').split('.');
  if (version !== VERSION || text === undefined) return undefined;
  try {
    const packed = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
    const bytes = await through(packed, new DecompressionStream('deflate-raw'));
    const state = JSON.parse(new TextDecoder().decode(bytes)) as Partial<State>;
    if (typeof state.files !== 'object' || !Array.isArray(state.actions)) throw new Error('it holds no playground');
    return { args: [], failures: {}, ...state, files: state.files, actions: state.actions };
  } catch (error) {
    throw new Error('this link cannot be read: it was cut, or is of something else', { cause: error });
  }
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  { readable, writable }: CompressionStream | DecompressionStream,
): Promise<Uint8Array> {
  const writer = writable.getWriter();
  // What fails is told to the reader as well.
  writer.write(bytes).catch(() => undefined);
  writer.close().catch(() => undefined);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = readable.getReader();
  for (;;) {
    const { done, value } = (await reader.read()) as { readonly done: boolean; readonly value: Uint8Array | undefined };
    if (done || value === undefined) break;
    length += value.length;
    if (length > MOST_CHARACTERS) throw new Error('it is too long');
    parts.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
