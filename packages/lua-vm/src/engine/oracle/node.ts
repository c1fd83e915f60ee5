/* eslint-disable no-restricted-imports, no-restricted-globals, no-restricted-properties --
   test support: runs in Node only and is in no bundle */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** All that the oracle needs of Node. Text with one character per byte is called latin1, as Node does. */

/** The seed of a fresh run: `DURABLE_LUA_SEED`, else another one each time. */
export function freshSeed(): number {
  const given = process.env['DURABLE_LUA_SEED'];
  return given === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(given) >>> 0;
}

/** Whether the fixtures are to be recorded anew, see `refresh.mjs`. */
export const isRefresh = (): boolean => process.env['DURABLE_LUA_ORACLE'] === 'refresh';

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
export const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));

const here = (path: string): URL => new URL(path, import.meta.url);
export const listFiles = (folder: string): string[] => readdirSync(here(folder)).sort();
export const readUtf8 = (path: string): string => readFileSync(here(path), 'utf8');
export const readLatin1 = (path: string): string => readFileSync(here(path), 'latin1');
export const writeLatin1 = (path: string, text: string): void => writeFileSync(here(path), text, 'latin1');

/** Whether the reference interpreter is installed. */
export const hasReference = (): boolean => spawnSync('lua5.3', ['-v']).status === 0;

/** What the reference interpreter prints for a program that reads `input`; latin1. */
export function callReference(program: string, input: string): string {
  const { status, stdout, stderr, error } = spawnSync('lua5.3', ['-e', program], { input, maxBuffer: 2 ** 28 });
  if (error) throw error;
  if (status !== 0) throw new Error(`lua5.3 failed: ${stderr.toString()}`);
  return stdout.toString('latin1');
}

/** How many fresh expressions and programs are compared, when more than the usual were asked for. */
export function freshCount(): number | undefined {
  const given = process.env['DURABLE_LUA_PROGRAMS'];
  return given === undefined ? undefined : Number(given);
}
