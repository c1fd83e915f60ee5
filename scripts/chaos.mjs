#!/usr/bin/env node
// npm run chaos. Needs nothing but Node and npm.
import { become } from './lib/become.mjs';

await become('npm run chaos', 'apps/chaos');
