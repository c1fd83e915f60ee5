import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { download } from './download.js';
import { ensureTemporalCli } from './find-cli.js';
import { openGuard } from './guard.js';
import { bareEnv, CLI_TIMEOUT, realCli, script, tempDir } from './test-support.js';

describe('a download that', () => {
  const limits = { firstByteMs: 1_000, stallMs: 2_000 };

  async function downloadWith(source: string): Promise<unknown> {
    const dir = await tempDir();
    const program = join(dir, 'program.mjs');
    await writeFile(program, source);
    const guard = openGuard();
    onTestFinished(() => guard.close());
    const context = { guard, dir: await tempDir(), env: process.env, say: () => {}, signal: undefined };
    return await download(context, limits, program).catch((error: Error) => error.message);
  }

  it('is never answered is given up soon', async () => {
    const outcome = await downloadWith('console.log("requesting"); setInterval(() => {}, 1000)');
    expect(outcome).toBe('nothing arrived for 1 seconds');
  });

  it('stops in the middle is given up later', async () => {
    const write = 'fs.writeFileSync(process.argv[2] + "/temporal-v1.5.1.downloading", "x")';
    const outcome = await downloadWith(
      `import fs from 'fs'; console.log('requesting'); ${write}; setInterval(() => {}, 1000)`,
    );
    expect(outcome).toBe('nothing arrived for 2 seconds');
  });

  it('fails tells why', async () => {
    expect(await downloadWith('console.error("error: no such version"); process.exit(1)')).toBe('no such version');
  });

  it('leaves a file is good, even if the SDK could not start it', async () => {
    const write = 'fs.writeFileSync(process.argv[2] + "/temporal-" + process.argv[3], "x")';
    const outcome = await downloadWith(`import fs from 'fs'; ${write}; console.error('error: late'); process.exit(1)`);
    expect(outcome).toMatch(/temporal-v1\.5\.1$/);
  });
});

// SSL_CERT_FILE, by which the SDK can be made to trust our stand-in for the download site, is for Linux only.
describe.runIf(process.platform === 'linux')("the SDK's downloader", () => {
  let cli: string;
  beforeAll(async () => void (cli = await realCli()), CLI_TIMEOUT);

  it('puts a CLI into the cache that runs', async () => {
    const dir = await tempDir();
    const site = await downloadSite(dir, await script(join(dir, 'pack'), 'temporal', `exec ${cli} "$@"`));
    const env = { ...bareEnv(dir), HTTPS_PROXY: site.proxy, SSL_CERT_FILE: site.authority };
    const lines: string[] = [];
    const found = await ensureTemporalCli({ env, onProgress: (line) => lines.push(line) });
    expect(lines).toEqual(['Downloading the Temporal CLI 1.5.1 …']);
    expect(found).toBe(join(dir, 'cache', 'temporal', '1.5.1', 'temporal'));
    expect(site.requests[0]).toMatch(/^\/cli\/v1\.5\.1\?/);
  });
});

/** https://temporal.download as a server of ours that is reached through a proxy and holds one file. */
async function downloadSite(dir: string, file: string) {
  const archive = join(dir, 'archive.tar.gz');
  await promisify(execFile)('tar', ['-czf', archive, '-C', join(file, '..'), 'temporal']);
  const authority = await generate([{ name: 'commonName', value: 'test' }], {
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'temporal.download' }], {
    algorithm: 'sha256',
    ca: { key: authority.private, cert: authority.cert },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'temporal.download' }] }],
  });
  const authorityFile = join(dir, 'authority.pem');
  await writeFile(authorityFile, authority.cert);

  const requests: string[] = [];
  const site = createTlsServer({ key, cert }, (request, response) => {
    requests.push(request.url!);
    if (request.url!.startsWith('/cli/')) {
      const info = { archiveUrl: 'https://temporal.download/archive.tar.gz', fileToExtract: 'temporal' };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(info));
    } else {
      createReadStream(archive).pipe(response);
    }
  });
  const sitePort = await listening(site);
  const proxy = createServer().on('connect', (_request, client) => {
    const upstream = connect(sitePort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    for (const socket of [client, upstream]) socket.on('error', () => {});
  });
  return { proxy: `http://127.0.0.1:${await listening(proxy)}`, authority: authorityFile, requests };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}
