import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { crypto } from '@durable-lua/modules-crypto';
import { fixtureFolder } from './testing/fixture.js';
import type { ExportedHistory, House } from './testing/house.js';
import { inBothModes } from './testing/in-both-modes.js';
import { logged, untilLogged } from './testing/logs.js';

const fixture = (name: string): Promise<string> => readFile(path.join(fixtureFolder('secrets'), name), 'utf8');

/** What `keys.lua` holds, by name; of a PEM each line, for a part of a key is one too many. */
async function secrets(): Promise<ReadonlyMap<string, string>> {
  const lua = await fixture('keys.lua');
  const texts = [...lua.matchAll(/^ {2}(\w+) = (?:"(.*)"|\[\[\n([^]*?)\]\])/gm)].map(
    ([, name = '', short, long = '']) => [name, (short ?? long).replaceAll('\\n', '\n')] as const,
  );
  const lines = texts.flatMap(([name, text]) =>
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('-----'))
      .map((line, index) => [`${name} ${index + 1}`, line] as const),
  );
  return new Map(lines);
}

/**
 * A history as text, in which everything that is base64 stands decoded as well, and what is base64 in that, and so on: payloads,
 * markers, bytes inside of JSON, the data of the SDK.
 */
function readable(history: ExportedHistory): string {
  const found: string[] = [];
  const read = (text: string, depth: number): void => {
    found.push(text);
    if (depth === 4) return;
    for (const [word] of text.matchAll(/[A-Za-z0-9+/_-]{4,}={0,2}/g)) {
      read(Buffer.from(word, 'base64').toString('latin1'), depth + 1);
    }
  };
  const walk = (value: unknown): void => {
    if (typeof value === 'string') read(value, 0);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  walk(history);
  return found.join('\n');
}

/** How bytes may be written: as they are, in hexadecimal, in base64 from any of three places on. */
function spellings(bytes: Buffer): string[] {
  const inBase64 = [0, 1, 2].map((skipped) => {
    const whole = bytes.subarray(skipped, bytes.length - ((bytes.length - skipped) % 3));
    return whole.toString('base64');
  });
  return [bytes.toString('latin1'), bytes.toString('hex'), ...inBase64];
}

const shows = (text: string, bytes: Buffer): boolean => spellings(bytes).some((spelling) => text.includes(spelling));

interface Seen {
  readonly text: string;
  readonly saw: Readonly<Record<string, string>>;
}

/** One run of the workflow that uses everything: its history, and what it told outside of it. */
async function runEverything(house: House): Promise<Seen> {
  const name = randomUUID();
  const run = await house.spawn('everything', name);
  expect(await run.result()).toBe(true);
  await untilLogged(`saw ${name} `);
  const lines = logged.filter(({ message }) => message.startsWith(`saw ${name} `));
  expect(lines).toHaveLength(1);
  const saw = Object.fromEntries(
    (lines[0]?.message ?? '')
      .split(' ')
      .slice(2, -1)
      .map((word) => word.split(/=(.*)/s, 2)),
  ) as Record<string, string>;
  return { text: readable(await house.history(run.workflowId)), saw };
}

const hex = (text = ''): Buffer => Buffer.from(text, 'hex');
const part = (token = '', index: number): Buffer => Buffer.from(token.split('.')[index] ?? '', 'base64url');

const tests = (house: House): void => {
  it('the workflow uses every function of crypto', async () => {
    const source = await fixture('everything.lua');
    const unused = Object.keys(crypto.functions).filter((name) => !source.includes(`crypto.${name}(`));
    expect(unused).toEqual([]);
  });

  it('a history shows what was drawn and the signature, no key, no plaintext, and nothing of the seed', async () => {
    const { text, saw } = await runEverything(house);
    // That these are found tells that the others would be.
    for (const name of ['bytes', 'aesNonce', 'chacha20Nonce'])
      expect([name, shows(text, hex(saw[name]))]).toEqual([name, true]);
    expect(shows(text, part(saw.signed, 2))).toBe(true);

    const hidden = new Map<string, Buffer>([...(await secrets())].map(([name, secret]) => [name, Buffer.from(secret)]));
    expect(hidden.size).toBeGreaterThan(40);
    for (const name of ['aesText', 'chacha20Text', 'hmac', 'derivedKey']) hidden.set(name, hex(saw[name]));
    hidden.set('id', hex(saw.id?.replaceAll('-', '')));
    hidden.set('token', part(saw.token, 2));
    hidden.set('claims', part(saw.signed, 1));
    for (const [name, bytes] of hidden) {
      expect([name, bytes.length >= 8]).toEqual([name, true]);
      expect([name, shows(text, bytes)]).toEqual([name, false]);
    }
  });

  it('two runs share no random bytes, no id and no nonce', async () => {
    const runs = [await runEverything(house), await runEverything(house)];
    const [one, other] = runs.map(({ saw }) => saw) as [Record<string, string>, Record<string, string>];
    const chance = ['id', 'bytes', 'text', 'uuid', 'int', 'number', 'order', 'aesNonce', 'chacha20Nonce'];
    for (const name of chance) expect([name, one[name] === other[name]]).toEqual([name, false]);
    // Within a run either.
    for (const saw of [one, other]) expect(saw.aesNonce).not.toBe(saw.chacha20Nonce);
    // What follows from the keys alone is the same.
    expect(one.derivedKey).toBe(other.derivedKey);
  });

  it('a key that cannot be used is refused, and leaves nothing of itself in history or log', async () => {
    const run = await house.spawn('broken');
    expect(await run.result()).toEqual([
      expect.stringMatching(/^INVALID jwt\.encode: the key is no private key in PEM/),
      'INVALID jwt.encode: RS256 needs an RSA key, got ec',
      expect.stringMatching(/^INVALID jwt\.encode: the key is no private key in PEM/),
      expect.stringMatching(/^INVALID jwt\.verify: the key is no public key in PEM/),
    ]);
    const history = await house.history(run.workflowId);
    const markers = history.events.filter(({ eventType }) => eventType === 'EVENT_TYPE_MARKER_RECORDED');
    expect(markers).toHaveLength(4);
    for (const { markerRecordedEventAttributes } of markers) {
      expect(markerRecordedEventAttributes.failure.applicationFailureInfo).toMatchObject({
        type: 'INVALID',
        nonRetryable: true,
      });
    }
    const log = logged.map(({ message, meta }) => `${message} ${describe(meta)}`).join('\n');
    const text = readable(history);
    for (const [name, secret] of await secrets()) {
      expect([name, shows(text, Buffer.from(secret)), log.includes(secret)]).toEqual([name, false, false]);
    }
  });
};

// One run at a time: without a cache, another run's task evicts this one while its local activity is under way, and the SDK
// then waits for the task to time out.
inBothModes('secrets', tests, { concurrent: false });

/** What is logged besides the message, errors with their causes. */
const describe = (meta: unknown): string =>
  JSON.stringify(meta, (_, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    if (!(value instanceof Error)) return value;
    return { ...value, message: value.message, stack: value.stack, cause: value.cause };
  }) ?? '';
