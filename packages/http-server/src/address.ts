import type { AddressInfo } from 'node:net';
import { LuaError, type ErrorKind } from '@durable-lua/determinism';

/** `host:port`, `[::1]:port` or `:port` for all addresses of the machine. */
export function listenOptions(addr: string): { readonly host?: string; readonly port: number } {
  const at = addr.lastIndexOf(':');
  const host = addr.slice(0, at).replace(/^\[(.*)\]$/, '$1');
  return { port: Number(addr.slice(at + 1)), ...(host === '' ? {} : { host }) };
}

/** The URL under which a server is reached, from this machine if from all addresses. */
export function urlOf({ address, port }: AddressInfo): string {
  const isAny = address === '::' || address === '0.0.0.0';
  return `http://${isAny ? 'localhost' : address.includes(':') ? `[${address}]` : address}:${port}`;
}

const REASONS: Readonly<Record<string, readonly [ErrorKind, string]>> = {
  EADDRINUSE: ['UNAVAILABLE', 'another program, or another service, listens there: stop it, or give another port'],
  EADDRNOTAVAIL: ['INVALID', 'this machine has no such address: give one that it has, or only a port, ":8080"'],
  ENOTFOUND: ['INVALID', 'there is no host of this name: give an address of this machine, or only a port, ":8080"'],
  EACCES: ['PERMISSION_DENIED', 'ports below 1024 need a privilege on this system: give another port'],
};

/** Why a service cannot listen, in words. */
export function listenError(id: string, addr: string, error: NodeJS.ErrnoException): LuaError {
  const [kind, reason] = REASONS[error.code ?? ''] ?? ['UNAVAILABLE', error.message];
  const message = `http.service '${id}': addr: it cannot listen on "${addr}": ${reason}`;
  return new LuaError({ kind, retryable: kind === 'UNAVAILABLE', message, cause: error });
}
