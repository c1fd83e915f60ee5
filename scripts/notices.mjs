#!/usr/bin/env node
// The last step of a build, in the folder of a package: writes whose code its bundles hold, and under which licences.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundledIn, NoLicense, NOTICES, noticesFor } from './lib/notices.mjs';

const dir = process.cwd();
const files = readdirSync(path.join(dir, 'dist'), { recursive: true }).map(
  (file) => `dist/${file.replaceAll('\\', '/')}`,
);
try {
  const text = noticesFor(bundledIn(dir, files, (file) => readFileSync(path.join(dir, file), 'utf8')).folders);
  if (text === '') rmSync(path.join(dir, NOTICES), { force: true });
  else writeFileSync(path.join(dir, NOTICES), text);
} catch (error) {
  if (!(error instanceof NoLicense)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
