// A registry on this machine: our packages come from it, everything else through it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './run.mjs';

const VERDACCIO = {
  private: true,
  // The newest that runs on the lowest Node that we support.
  dependencies: { verdaccio: '6.2.9' },
  // It asks for a tag, which not every mirror of npm has.
  overrides: { 'node-fetch': '2.7.0' },
};
const START_MS = 180_000;

/** Starts one whose files are in this folder. */
export async function startRegistry(folder) {
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(VERDACCIO));
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], { cwd: folder });
  const upstream = (await run('npm', ['config', 'get', 'registry'])).trim();
  const port = await freePort();
  const config = path.join(folder, 'config.yaml');
  const everybody = { access: '$all', publish: '$all' };
  const settings = {
    storage: path.join(folder, 'storage'),
    auth: { htpasswd: { file: path.join(folder, 'htpasswd'), max_users: -1 } },
    uplinks: { npm: { url: upstream, timeout: '120s', maxage: '1d' } },
    packages: { '@durable-lua/*': everybody, 'durable-lua': everybody, '**': { access: '$all', proxy: 'npm' } },
    max_body_size: '100mb',
    log: { type: 'file', path: path.join(folder, 'registry.log'), format: 'pretty', level: 'warn' },
  };
  // YAML can hold JSON.
  writeFileSync(config, JSON.stringify(settings));
  const listen = `127.0.0.1:${port}`;
  const bin = path.join(folder, 'node_modules', 'verdaccio', 'bin', 'verdaccio');
  const child = spawn(process.execPath, [bin, '--config', config, '--listen', listen], {
    stdio: 'ignore',
    detached: true,
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the local registry ended (${code}); see ${folder}`);
  });
  ended.catch(() => undefined);
  const url = `http://${listen}/`;
  await Promise.race([answers(`${url}-/ping`), ended]);
  return { url, stop: () => void process.kill(-child.pid, 'SIGTERM') };
}

async function answers(url) {
  const end = performance.now() + START_MS;
  while (performance.now() < end) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await sleep(250);
  }
  throw new Error(`the local registry did not answer within ${START_MS / 1000} s`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
