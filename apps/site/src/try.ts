import { deflateRawSync } from 'node:zlib';
import type { MarkdownRenderer } from 'vitepress';
import type { State } from './playground/state.js';

const FILE = /^(?:--|#) ([\w/.-]+\.(?:lua|yaml))\n/;

/** Behind the last file of a project with tests stands a link that opens it in the playground. */
export function tryIt(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('try-it', (state) => {
    const { tokens } = state;
    const named = tokens.flatMap((token, index) => {
      const name = token.type === 'fence' ? FILE.exec(token.content)?.[1] : undefined;
      return name === undefined ? [] : [{ name, index, text: token.content }];
    });
    const files = named.filter(({ name }) => !name.endsWith('_test.lua'));
    const test = named.find(({ name }) => name.endsWith('_test.lua'));
    const last = files.at(-1);
    if (test === undefined || last === undefined || !files.some(({ name }) => name === '_index.yaml')) return;
    const [, workflow, args = ''] = /test\.(?:start|run)\("([^"]+)"(?:, (.*?))?\)+$/m.exec(test.text) ?? [];
    const hash = packed({
      files: Object.fromEntries(files.map(({ name, text }) => [name, text.replace(FILE, '')])),
      ...(workflow !== undefined && { workflow }),
      args: literals(args),
      failures: {},
      actions: [],
    });
    const [inline] = markdown.parse(`[Run it in the playground](/playground#${hash})`, {}).slice(1, 2);
    const paragraph = (type: string, nesting: -1 | 1) => new state.Token(type, 'p', nesting);
    if (inline === undefined) return;
    tokens.splice(last.index + 1, 0, paragraph('paragraph_open', 1), inline, paragraph('paragraph_close', -1));
  });
}

/** As `toHash` packs it. */
const packed = (state: State): string => `1.${deflateRawSync(JSON.stringify(state)).toString('base64url')}`;

/** Arguments as Lua writes them: texts, numbers, tables of fields. */
const literals = (lua: string): State['args'] =>
  JSON.parse(`[${lua.replaceAll(/(\w+) = /g, '"$1": ')}]`) as State['args'];
