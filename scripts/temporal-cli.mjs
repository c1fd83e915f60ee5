#!/usr/bin/env node
// Finds the Temporal CLI of this machine, or makes it, as the tests do that need a server: they wait for this process, and find its work.
import { ensureTemporalCli } from '../packages/dev-server/dist/index.js';

await ensureTemporalCli({ onProgress: (line) => console.error(`· ${line}`) });
