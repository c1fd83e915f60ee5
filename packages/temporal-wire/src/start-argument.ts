import { invalid, type Data, type Message, type Payload, type ProcessOptions } from '@durable-lua/determinism';
import { decodeData, encodeData } from '@durable-lua/lua-vm';
import { START_MARK } from './names.js';
import { headsOf, joinMessages, payloadsOf } from './startup-messages.js';

/** What a start hands to the new run besides the arguments that Lua sees. */
export interface StartExtras {
  /** Delivered before anything else, in order. */
  readonly messages: readonly Message[];
  /** The run waits this long, or until its first signal, before Lua runs. Milliseconds. */
  readonly delayMs?: number;
  /** What a run that continues as this one said about itself. */
  readonly options?: ProcessOptions;
}

/** How the marker is encoded and begins, to the byte: whoever writes one writes it so. */
const ENCODING = 'json/plain';
const BEGINNING = `{"$lua":"${START_MARK}"`;

/**
 * All arguments of a start: those that Lua sees and, when there is something to say, a marker `{"$lua":"start", …}` with
 * the payloads of the messages after it. Arguments, because headers bypass payload codecs and separate signals could be
 * overtaken.
 * @throws LuaError `INVALID` for an argument that the new run would take for the marker.
 */
export function startArguments(
  args: readonly Payload[],
  { messages, delayMs, options }: StartExtras,
): readonly Payload[] {
  const mark: Data = {
    $lua: START_MARK,
    ...(messages.length === 0 ? {} : { messages: headsOf(messages) }),
    ...(delayMs === undefined ? {} : { delay_ms: delayMs }),
    ...(options === undefined ? {} : { options: OPTIONS.filter(([, field]) => options[field]).map(([name]) => name) }),
  };
  const all = Object.keys(mark).length === 1 ? args : [...args, encodeData(mark), ...payloadsOf(messages)];
  const seen = args.some(beginsAsMarker) ? readStartArguments(all).args.length : args.length;
  if (seen === args.length) return all;
  throw invalid(
    `argument ${seen + 1}: an object that begins with ${BEGINNING} and says what the start of a workflow hands over is ` +
      'reserved: send it inside of a table, such as { value = … }',
  );
}

/**
 * Separates what a start hands over from the arguments that Lua sees. The first argument counts that begins as the marker
 * does and fits what follows it; any other argument, however it begins, is one of Lua's.
 */
export function readStartArguments(args: readonly Payload[]): {
  readonly args: readonly Payload[];
  readonly extras: StartExtras;
} {
  for (const [index, arg] of args.entries()) {
    if (!beginsAsMarker(arg)) continue;
    const extras = quietly(() => readMarker(arg, args.slice(index + 1)));
    if (extras !== undefined) return { args: args.slice(0, index), extras };
  }
  return { args, extras: { messages: [] } };
}

/** @throws Error for what is no marker, or not one of so many payloads. */
function readMarker(marker: Payload, payloads: readonly Payload[]): StartExtras {
  const {
    $lua,
    messages,
    delay_ms: delayMs,
    options,
    ...others
  } = decodeData(marker) as Readonly<Record<string, unknown>>;
  if ($lua !== START_MARK || Object.keys(others).length > 0) throw new Error('it says more than a marker does');
  if (messages === undefined && delayMs === undefined && options === undefined) throw new Error('it says nothing');
  if (delayMs !== undefined && typeof delayMs !== 'number') throw new Error('its delay is no number');
  if (options !== undefined && !Array.isArray(options)) throw new Error('its options are no list');
  return {
    messages: joinMessages(messages ?? [], payloads),
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(options === undefined ? {} : { options: readOptions(options) }),
  };
}

/** In the marker, those that hold are named. */
const OPTIONS = [
  ['trap_links', 'trapLinks'],
  ['upgradable', 'upgradable'],
] as const;

const readOptions = (names: readonly unknown[]): ProcessOptions => ({
  trapLinks: names.includes('trap_links'),
  upgradable: names.includes('upgradable'),
});

/** Arguments are decoded when Lua asks for them: the look at each is one at a few bytes. */
function beginsAsMarker({ metadata, data }: Payload): boolean {
  const { encoding } = metadata;
  return begins(data, BEGINNING) && encoding?.length === ENCODING.length && begins(encoding, ENCODING);
}

function begins(bytes: Uint8Array | null | undefined, text: string): boolean {
  if (bytes === undefined || bytes === null || bytes.length < text.length) return false;
  for (let index = 0; index < text.length; index += 1) if (bytes[index] !== text.charCodeAt(index)) return false;
  return true;
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
