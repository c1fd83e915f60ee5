import path from 'node:path';
import type { MarkdownRenderer } from 'vitepress';
import { placeOf, root } from './pages.js';

/** What VitePress tells of the page that is rendered. */
interface Environment {
  /** The file it is made from. */
  readonly realPath?: string;
}

/** Pages are files of the repository, and their links lead from file to file there. */
export function links(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('links-of-the-repository', ({ tokens, env }) => {
    const { realPath } = env as Environment;
    if (realPath === undefined) return;
    const file = path.relative(root, realPath).split(path.sep).join('/');
    for (const { children } of tokens) {
      let unplaced = false;
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const place = placeOf(file, token.attrGet('href') ?? '');
          unplaced = place === undefined;
          if (place !== undefined) token.attrSet('href', place);
        }
        if (unplaced && (token.type === 'link_open' || token.type === 'link_close')) {
          unplaced = token.type === 'link_open';
          Object.assign(token, { type: 'text', tag: '', nesting: 0, content: '' });
        }
      }
    }
  });
}

/** Two braces are text, and no expression of Vue. */
export function braces({ renderer: { rules } }: MarkdownRenderer): void {
  for (const name of ['text', 'code_inline'] as const) {
    const render = rules[name];
    rules[name] = (...args) => (render?.(...args) ?? '').replaceAll('{{', '&#123;&#123;');
  }
}
