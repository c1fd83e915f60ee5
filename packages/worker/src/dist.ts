import { fileURLToPath } from 'node:url';

/** What the build of this package made: next to this file in `dist`; from the sources, that of the last build. */
export const dist: string = fileURLToPath(new URL('../dist/', import.meta.url));
