import type { LuaTest, LuaTestFailure, LuaTestFile } from '@durable-lua/testing';

/** The results as CI servers read them. */
export function junitXml(files: readonly LuaTestFile[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${files.map(suite).join('')}</testsuites>\n`;
}

function suite({ name, tests, ms, failure }: LuaTestFile): string {
  const attributes = [
    ['name', name],
    ['tests', tests.length],
    ['failures', tests.filter(({ status }) => status === 'failed').length],
    ['errors', failure === undefined ? 0 : 1],
    ['skipped', tests.filter(({ status }) => status === 'skipped').length],
    ['time', seconds(ms)],
  ] as const;
  const unloaded =
    failure === undefined ? '' : element('testcase', [['name', name]], element('error', ...said(failure)));
  return element('testsuite', attributes, unloaded + tests.map((test) => testCase(name, test)).join(''));
}

function testCase(file: string, { path, line, status, ms, failure }: LuaTest): string {
  const attributes = [
    ['classname', [file, ...path.slice(0, -1)].join(' › ')],
    ['name', path.at(-1) ?? ''],
    ['file', file],
    ['line', line],
    ['time', seconds(ms)],
  ] as const;
  const inside =
    status === 'skipped' ? element('skipped', []) : failure === undefined ? '' : element('failure', ...said(failure));
  return element('testcase', attributes, inside);
}

function said({ message, expected, actual, places }: LuaTestFailure): [readonly Attribute[], string] {
  const compared = expected === undefined ? [] : [`expected: ${expected}`, `actual: ${actual ?? ''}`];
  const text = [message, ...compared, ...places.map(({ file, line }) => `${file}:${line}`)].join('\n');
  return [[['message', message]], escaped(text)];
}

type Attribute = readonly [name: string, value: string | number];

function element(name: string, attributes: readonly Attribute[], inside = ''): string {
  const written = attributes.map(([key, value]) => ` ${key}="${escaped(String(value))}"`).join('');
  return inside === '' ? `<${name}${written}/>\n` : `<${name}${written}>${inside}</${name}>\n`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const ENTITIES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  '\n': '&#10;',
};
/** XML has no form for most control characters, and none for halves of surrogate pairs. */
const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const escaped = (text: string): string =>
  text.replace(UNWRITABLE, '\ufffd').replace(/[<>&"\n]/g, (letter) => ENTITIES[letter] ?? letter);
