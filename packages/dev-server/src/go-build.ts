import { join } from 'node:path';
import { CLI_VERSION } from './cache.js';
import type { InstallContext } from './install-context.js';
import { findOnPath } from './program.js';
import { reporting } from './progress.js';

const PACKAGE = `github.com/temporalio/cli/cmd/temporal@v${CLI_VERSION}`;

/**
 * What shortens the build: the tag, with which Temporal builds its servers, leaves out a tenth of the packages, those by which the
 * storage of Google would be reached by gRPC; nobody debugs this program, so it has neither debug information nor symbol tables.
 */
const FLAGS = ['-tags=disable_grpc_modules', '-gcflags=all=-dwarf=false', '-ldflags=-s -w'];

/** Builds the CLI with the Go on PATH. Minutes, once per user. */
export async function buildWithGo({ guard, dir, env, say }: InstallContext): Promise<string> {
  const [go] = await findOnPath('go', env);
  if (go === undefined) throw new Error('no `go` on PATH');

  const errors: string[] = [];
  let downloaded = 0;
  let compiled = 0;
  const onLine = (line: string) => {
    if (line.startsWith('go: downloading ')) downloaded += 1;
    else if (/^[\w./~-]+$/.test(line))
      compiled += 1; // `-v` names each package as it is compiled
    else if (line.trim() !== '') errors.push(line.trim());
  };

  const ended = await reporting(
    say,
    `Building the Temporal CLI ${CLI_VERSION} with Go, once for this machine; this takes some minutes`,
    () => (compiled > 0 ? `${compiled} packages compiled` : `${downloaded} modules downloaded`),
    () =>
      guard.run(
        { command: go, args: ['install', '-v', ...FLAGS, PACKAGE], env: forThisMachine(env, dir), cwd: dir },
        onLine,
      ),
  );
  if (ended.code === 0) return join(dir, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  const how = ended.error ?? `exit ${ended.signal ?? ended.code}`;
  throw new Error(`\`go install ${PACKAGE}\` failed (${how}): ${errors.slice(-5).join(' | ') || 'it printed nothing'}`);
}

/** Go refuses GOBIN when it is told to build for another system. */
function forThisMachine(env: NodeJS.ProcessEnv, gobin: string): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _arch, ...rest } = env;
  return { ...rest, GOBIN: gobin };
}
