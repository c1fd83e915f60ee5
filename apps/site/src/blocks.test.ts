import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSyntax } from '@durable-lua/lua-vm';
import { checkTexts, formatFinding } from '@durable-lua/registry/texts';
import { runLuaTests } from '@durable-lua/testing';
import { standardModules } from '@durable-lua/worker/modules';
import { pages, root } from './pages.js';

interface Block {
  readonly language: string;
  readonly text: string;
  /** The first line of its content in the page. */
  readonly line: number;
  /** The file that it says it is: `-- order.lua`, `# _index.yaml`. */
  readonly file: string | undefined;
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(path.join(root, page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(({ 1: language = '', 2: code = '', index }) => ({
    language,
    text: code,
    line: text.slice(0, index).split('\n').length + 1,
    file: /^(?:--|#) ([\w/.-]+\.(?:lua|yaml))\n/.exec(code)?.[1],
  }));
}

/** Of the reference the blocks are made, and those of READMEs run in tests of their packages; Lua of all compiles here. */
const written = [...pages.keys()].filter((page) => page.endsWith('.md'));

describe.each(
  written
    .map((page) => ({ page, blocks: blocksOf(page) }))
    .filter(({ blocks }) => blocks.some(({ language }) => /^(?:lua|yaml)$/.test(language))),
)('$page', ({ page, blocks }) => {
  const lua = blocks.filter(({ language }) => language === 'lua');
  if (lua.length > 0)
    it('has Lua that compiles', () => {
      for (const { text, line } of lua) checkSyntax({ name: page, source: '\n'.repeat(line - 1) + text });
    });

  const yaml = blocks.filter(({ language }) => language === 'yaml');
  if (yaml.length > 0)
    it('has entries with fields that there are', async () => {
      // A few entries, without what they refer to.
      const alone = new Set(['E-REF', 'E-SOURCE', 'E-ENV', 'E-AUTH', 'E-TLS', 'E-IMPORT', 'E-QUEUE', 'E-MODULE']);
      for (const { text, file } of yaml) {
        const entries = /^- /m.test(text) && !/^entries:/m.test(text);
        const whole = entries ? `version: "1.0"\nnamespace: app\nentries:\n${text.replaceAll(/^/gm, '  ')}` : text;
        if (!/^entries:/m.test(whole)) continue;
        const { findings } = await checkTexts({ [file ?? '_index.yaml']: whole });
        expect(findings.filter(({ code }) => code.startsWith('E-') && !alone.has(code)).map(formatFinding)).toEqual([]);
      }
    });

  const files = Object.fromEntries(blocks.flatMap(({ file, text }) => (file === undefined ? [] : [[file, text]])));
  const tests = Object.entries(files).filter(([file]) => file.endsWith('_test.lua'));
  if ('_index.yaml' in files)
    it('is a project, whose tests pass in virtual time', async () => {
      const { project, findings } = await checkTexts(files, { modules: standardModules });
      // A folder of files that are served is not written out on a page.
      expect(findings.filter(({ field }) => field !== 'directory').map(formatFinding)).toEqual([]);
      if (project === undefined) return;
      const results = await runLuaTests({
        project,
        modules: standardModules,
        files: tests.map(([name, text]) => ({ name, text })),
      });
      const failures = results.flatMap(({ failure, tests: ran }) => [
        ...(failure === undefined ? [] : [failure]),
        ...ran.flatMap((one) => (one.status === 'failed' ? [one] : [])),
      ]);
      expect(failures).toEqual([]);
      expect(results.length).toBe(tests.length);
    });
});
