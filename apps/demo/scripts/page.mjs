// Puts the web site together in dist/web: its Lua sources, and the page as a browser takes it.
import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const out = 'dist/web';
rmSync(out, { recursive: true, force: true });
cpSync('web', out, { recursive: true });
await build({
  entryPoints: ['src/page/main.tsx'],
  outdir: `${out}/public`,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  logLevel: 'warning',
});
for (const file of ['index.html', 'icon.svg']) copyFileSync(`src/page/${file}`, `${out}/public/${file}`);
