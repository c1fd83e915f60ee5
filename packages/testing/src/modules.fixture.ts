import type { Surroundings } from './index.js';

/** Folder of a standard module. */
export const filesOf = (name: string): URL => new URL(`../../modules-${name}/`, import.meta.url);

/** What the Lua files of a module find around them on the server; the same stands in the module's own test. */
export const WORLDS: Readonly<Record<string, Surroundings>> = {
  ctx: { context: { tenant: 'acme', attempt: 3, deep: { list: [1, 2] }, '': 'hidden' } },
};
