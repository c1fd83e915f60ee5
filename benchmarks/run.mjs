#!/usr/bin/env node
// npm run bench. Needs nothing but Node and npm.
import { become } from '../scripts/lib/become.mjs';

await become('npm run bench', 'benchmarks');
