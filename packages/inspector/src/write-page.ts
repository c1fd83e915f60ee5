import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Recording } from './model.js';
import { STYLE } from './style.js';

/** Built beside this file, or, where this one runs from its source, by the last build of the package. */
const PAGE = new URL(import.meta.url.endsWith('.ts') ? '../dist/page.js' : './page.js', import.meta.url);

/** A recording as one page that needs nothing else: to open, or to attach to a report. */
export async function writePage(recording: Recording): Promise<string> {
  const script = (await readFile(PAGE, 'utf8'))
    .replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
    .replaceAll('</script', String.raw`<\/script`);
  const data = JSON.stringify(recording).replaceAll('<', String.raw`\u003c`);
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(STYLE)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const title = escapeHtml(`${recording.workflowType} ${recording.workflowId}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<div id="page"></div>
<script type="application/json" id="recording">${data}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
