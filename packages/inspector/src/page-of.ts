import type { Recording } from './model.js';
import { STYLE } from './style.js';

/**
 * The page of a recording, where there is no Node: as `writePage` gives it.
 * @param built the program of the page, `dist/page.js` of this package
 */
export async function pageOf(recording: Recording, built: string): Promise<string> {
  const script = built.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n').replaceAll('</script', String.raw`<\/script`);
  const data = JSON.stringify(recording).replaceAll('<', String.raw`\u003c`);
  const policy = [
    "default-src 'none'",
    `script-src ${await hashOf(script)}`,
    `style-src ${await hashOf(STYLE)}`,
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

async function hashOf(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return `'sha256-${btoa(String.fromCharCode(...hash))}'`;
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
