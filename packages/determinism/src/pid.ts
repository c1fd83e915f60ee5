import { invalid } from './errors.js';

/**
 * The address of a process or workflow. For a workflow `node` is the client entry, `host` the worker entry and `id` the
 * workflow ID; it names no run, so it stays valid across continue-as-new and retries.
 */
export interface Pid {
  /** Absent when the text had none: the reader's own node. */
  readonly node?: string;
  readonly host: string;
  /** May hold any character. */
  readonly id: string;
}

/** The host in the PID of a function call, which has no entry of its own. */
export const HOST_FUNCTIONS = 'functions';

/**
 * The parts of a PID text: `{node@host|id}`, `{host|id}`, and both without braces. `undefined` for any other text.
 * The first `|` ends the address, so that an ID may hold any character. Pure.
 */
export function parsePid(text: string): Pid | undefined {
  const braced = text.startsWith('{');
  if (braced && !text.endsWith('}')) return undefined;
  const body = braced ? text.slice(1, -1) : text;
  const bar = body.indexOf('|');
  if (bar < 0) return undefined;
  const address = body.slice(0, bar);
  const id = body.slice(bar + 1);
  const at = address.lastIndexOf('@');
  const host = address.slice(at + 1);
  if (host === '' || id === '' || at === 0) return undefined;
  return at < 0 ? { host, id } : { node: address.slice(0, at), host, id };
}

/**
 * The text of a PID, with braces: what {@link parsePid} reads back unchanged. Pure.
 * @throws LuaError `INVALID` when a part is empty or would be read back as something else.
 */
export function formatPid({ node, host, id }: Pid): string {
  if (host === '' || id === '' || node === '') throw invalid('no part of a PID may be empty');
  if (/[@|]/.test(host)) throw invalid(`the host of a PID may not contain '@' or '|', got '${host}'`);
  if (node?.includes('|')) throw invalid(`the node of a PID may not contain '|', got '${node}'`);
  return node === undefined ? `{${host}|${id}}` : `{${node}@${host}|${id}}`;
}
