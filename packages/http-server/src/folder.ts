import { realpath } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { relative, isAbsolute, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import send from '@fastify/send';
import { errorBody } from './errors.js';
import type { Exchange } from './exchange.js';

/** Files of a folder, found under a path. */
export interface HttpFolder {
  /** Entry ID, for people. */
  readonly id: string;
  /** `/` or `/site`. */
  readonly path: string;
  /** Absolute. */
  readonly directory: string;
  /** The file that stands for a folder. */
  readonly index: string;
  /** What has no file is answered with the index of the folder. */
  readonly spa: boolean;
  /** The header `Cache-Control`; by default a browser asks each time whether a file has changed. */
  readonly cache?: string;
}

/** Where a link leads out of the folder. */
class Outside extends Error {}

/** Answers a GET or HEAD with a file, with all that HTTP has for files: ranges, conditions, types. */
export async function sendFile(folder: HttpFolder, exchange: Exchange, rest: string): Promise<void> {
  const { request, response } = exchange.raw;
  const isSlashed = new URL(request.url ?? '/', 'http://h').pathname.endsWith('/');
  const encoded = rest.split('/').map(encodeURIComponent).join('/');
  const path = `/${encoded}${isSlashed && encoded !== '' && !encoded.endsWith('/') ? '/' : ''}`;
  let found = await fileAt(folder, exchange, path);
  const isMissing = found === undefined || (found.type === 'error' && found.statusCode === 404);
  if (isMissing && folder.spa && isPage(exchange, rest)) found = await fileAt(folder, exchange, '/');
  if (found === undefined) return exchange.response.refuse(404, errorBody('NOT_FOUND', 'no such file'));
  if (found.type === 'error') return refuse(exchange, found);
  if (found.type === 'directory') {
    const query = (request.url ?? '').replace(/^[^?]*/, '');
    const target = `${exchange.request.path.split('/').map(encodeURIComponent).join('/')}/${query}`;
    // A second slash in front would name another host.
    const location = target.replace(/^\/+/, '/');
    return exchange.response.refuse(301, errorBody('NOT_FOUND', 'a folder: its path ends with /'), {
      Location: location,
    });
  }
  const headers = { ...found.headers, 'Cache-Control': folder.cache ?? 'no-cache' };
  await deliver(response, found.statusCode, headers, found.stream);
}

type Sent = Awaited<ReturnType<typeof send>>;

/** Undefined for what lies outside of the folder. */
async function fileAt({ directory, index }: HttpFolder, { raw }: Exchange, path: string): Promise<Sent | undefined> {
  const root = await realpath(directory);
  try {
    return await send(raw.request, path, {
      root,
      index,
      dotfiles: 'ignore',
      cacheControl: false,
      onFile: async (file) => {
        // A link, of the file or of a folder on the way, leads where it likes.
        if (!isBelow(root, await realpath(file))) throw new Outside();
      },
    });
  } catch (error) {
    if (error instanceof Outside) return undefined;
    throw error;
  }
}

function isBelow(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

/** Whether what is asked for is a page of a program in the browser, and no file that should be there. */
function isPage({ request }: Exchange, rest: string): boolean {
  return !/\.\w+$/.test(rest) || (request.headers.get('accept') ?? '').includes('text/html');
}

function refuse({ response }: Exchange, { statusCode, headers }: Sent): void {
  // A path that leads out of the folder is one that is not there.
  if (statusCode === 404 || statusCode === 403) return response.refuse(404, errorBody('NOT_FOUND', 'no such file'));
  if (statusCode >= 500) return response.refuse(statusCode, errorBody('INTERNAL', 'internal error'));
  const range = Object.entries(headers).filter(([name]) => name.toLowerCase() === 'content-range');
  response.refuse(statusCode, errorBody('INVALID', 'the request does not fit the file'), Object.fromEntries(range));
}

async function deliver(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  stream: NodeJS.ReadableStream,
): Promise<void> {
  response.writeHead(status, headers);
  // A client that goes away ends the stream, and there is nobody to tell.
  await pipeline(stream, response).catch(() => undefined);
}
