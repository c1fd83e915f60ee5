import { fileURLToPath } from 'node:url';

/** What the build made; all of it stands in one folder, this code too. */
export const inDist = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** The Lua project. */
export const projectFolder: string = fileURLToPath(new URL('../project', import.meta.url));
