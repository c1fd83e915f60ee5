import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import * as registry from './index.js';
import { writeProject } from './testing/temp-project.js';

it('the code of the README prints what it says', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const block = (language: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(readme)?.[1] ?? '';
  const root = await writeProject({ '_index.yaml': block('yaml') });
  const code = block('js')
    .replace(/import (\{.*\}) from '@durable-lua\/registry';/, 'const $1 = registry;')
    .replaceAll("'./app'", JSON.stringify(root));
  const printed: string[] = [];
  const print = { log: (...words: unknown[]) => printed.push(words.join(' ')) };
  await new Function('registry', 'console', `return (async () => { ${code} })()`)(registry, print);
  expect(printed.length).toBe(2);
  for (const line of printed) expect(readme).toContain(`// ${line}\n`);
});
