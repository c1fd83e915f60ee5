import {
  connect,
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type SecureServerOptions,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

export interface GateOptions {
  /** Certificate, key, and whose clients are let in. */
  readonly tls?: SecureServerOptions;
  /** Who is let in; others are told `UNAUTHENTICATED`. */
  readonly lets?: (headers: IncomingHttpHeaders) => boolean;
  /** Which requests nobody may make, by their path: who makes one is told `PERMISSION_DENIED`. */
  readonly bars?: (path: string) => boolean;
  /** Of which requests the answer is lost: the server carries them out, and who made one is told `UNAVAILABLE`. */
  readonly loses?: (path: string) => boolean;
  /** Sees each request that is let through: its path, and the message. */
  readonly seen?: (path: string, message: Buffer, headers: IncomingHttpHeaders) => void;
}

export interface Gate {
  readonly port: number;
  /** While it is closed, whoever asks is told `UNAVAILABLE`. */
  isOpen: boolean;
  close(): Promise<void>;
}

const PERMISSION_DENIED = '7';
const UNAUTHENTICATED = '16';
const UNAVAILABLE = '14';
const OWN = /^:|^(connection|host|transfer-encoding)$/;

/** A server in front of a Temporal server that lets in only whoever proves who he is. */
export async function openGate(
  address: string,
  { tls, lets = () => true, bars = () => false, loses = () => false, seen }: GateOptions = {},
): Promise<Gate> {
  const server: Http2Server =
    tls === undefined ? createServer() : createSecureServer({ ...tls, ALPNProtocols: ['h2'] });
  const upstream = connect(`http://${address}`);
  const gate = { isOpen: true };
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => undefined);
  });
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => undefined);
    if (!gate.isOpen) return refuse(stream, UNAVAILABLE, 'the gate is closed');
    if (!lets(headers)) return refuse(stream, UNAUTHENTICATED, 'Request unauthorized.');
    if (bars(headers[':path'] ?? '')) return refuse(stream, PERMISSION_DENIED, 'Not yours to ask.');
    const passed = Object.entries(headers).filter(([name]) => !OWN.test(name));
    const request = upstream.request({ ...Object.fromEntries(passed), ':method': 'POST', ':path': headers[':path'] });
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => seen?.(headers[':path'] ?? '', Buffer.concat(chunks), headers));
    stream.on('close', () => request.close());
    stream.pipe(request);
    request.on('error', () => stream.close());
    let trailers: IncomingHttpHeaders = {};
    request.on('trailers', (given: IncomingHttpHeaders) => (trailers = given));
    request.on('response', (answer) => {
      if (stream.closed) return;
      if (loses(headers[':path'] ?? '')) return refuse(stream, UNAVAILABLE, 'the answer is lost');
      const answered = Object.entries(answer).filter(([name]) => !OWN.test(name));
      const given = { ':status': answer[':status'], ...Object.fromEntries(answered) };
      // An error is all there is: its status is no trailer then.
      if (answer['grpc-status'] !== undefined) return stream.respond(given, { endStream: true });
      stream.respond(given, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers(trailers));
      request.pipe(stream);
    });
  });
  server.on('sessionError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(gate, {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const session of sessions) session.destroy();
      upstream.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}

function refuse(stream: ServerHttp2Stream, status: string, message: string): void {
  stream.resume();
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': status, 'grpc-message': message },
    { endStream: true },
  );
}
