import type { DevServer } from '@durable-lua/dev-server';
import type { Project } from '@durable-lua/registry';
import { showFailure } from '../failure.js';
import { aborted } from '../interrupt.js';
import type { Screen } from '../screen.js';
import { commandLine } from '../self.js';
import { announceDev } from '../session/dev-state.js';
import { logged, ProjectLog } from '../session/log.js';
import { openProject } from '../session/project-runtime.js';
import { listens, startServer } from '../session/server.js';
import { tracingOf, type TracingWish } from '../session/tracing.js';
import { watchEndings } from './ended-by-server.js';
import { LiveProject } from './live-project.js';
import { watchSources } from './watch.js';

const everything = (screen: Screen): ProjectLog => new ProjectLog(screen, { lifecycle: true });

export const dev = logged(everything, async ({ args: [dir = '.'], options, screen, interrupted }, log) => {
  const root = screen.within(dir);
  const project = await firstProject(root, screen, interrupted);
  if (project === undefined) return 130;
  const tracing = await tracingOf(options<TracingWish>());
  const server = await serverFor(project, screen, interrupted);
  try {
    const forget = await announceDev(root, server?.address ?? process.env['TEMPORAL_ADDRESS']);
    const live = new LiveProject(screen, root, { address: server?.address, tracing }, (work) => log.quietly(work));
    try {
      await live.update();
      // Also what was saved while the first state was started.
      const unwatch = await watchSources(root, (files) => live.update(files));
      try {
        await live.update();
        const unwatchEndings = watchEndings(
          () => live.running,
          (step) => log.show(step),
        );
        if (!interrupted.aborted) banner(live.running?.project ?? project, server, screen);
        await aborted(interrupted);
        await unwatchEndings();
      } finally {
        await unwatch();
      }
    } finally {
      forget();
      await live.stop();
    }
  } finally {
    await tracing?.shutdown();
    await server?.stop();
  }
  screen.note('Everything is stopped.');
  return 130;
});

/** The project, as soon as it has no errors; undefined when the user gives up before. */
async function firstProject(root: string, screen: Screen, interrupted: AbortSignal): Promise<Project | undefined> {
  let project = await openOrShow(root, screen);
  if (project !== undefined) return project;
  screen.note('Waiting until you save what corrects it.');
  let found = (): void => undefined;
  const corrected = new Promise<void>((resolve) => (found = resolve));
  const unwatch = await watchSources(root, async () => {
    project = await openOrShow(root, screen);
    if (project !== undefined) found();
  });
  try {
    await Promise.race([corrected, aborted(interrupted)]);
  } finally {
    await unwatch();
  }
  return interrupted.aborted ? undefined : project;
}

async function openOrShow(root: string, screen: Screen): Promise<Project | undefined> {
  try {
    return await openProject(root);
  } catch (error) {
    showFailure(error, screen);
    return undefined;
  }
}

/** A server of ours, where the project has clients and none of the servers that they name is there. */
async function serverFor(project: Project, screen: Screen, interrupted: AbortSignal): Promise<DevServer | undefined> {
  const named = process.env['TEMPORAL_ADDRESS'];
  const addresses = [...new Set(named === undefined ? project.clients.map(({ address }) => address) : [named])];
  if (project.clients.length === 0) return undefined;
  const there = await Promise.all(addresses.map(listens));
  const found = addresses.filter((_, index) => there[index]);
  if (named === undefined && found.length === 0) return await startServer(project, { screen, interrupted, keep: true });
  screen.note(`Using the Temporal server at ${addresses.join(', ')}`);
  return undefined;
}

function banner({ workflows, functions, clients }: Project, server: DevServer | undefined, screen: Screen): void {
  const { bold, cyan } = screen.noteColors;
  screen.note();
  if (server !== undefined) {
    screen.note(`Temporal  ${server.address}`);
    if (server.uiUrl !== undefined) screen.note(`Web UI    ${cyan(server.uiUrl)}`);
    if (clients.every(({ address }) => address !== server.address && !sameLocal(address, server.address))) {
      screen.note(`Elsewhere set TEMPORAL_ADDRESS=${server.address}`);
    }
  }
  const [first] = [...workflows, ...functions];
  if (first !== undefined)
    screen.note(`In another terminal: ${bold(commandLine(`exec ${first.id}`))} and its arguments in JSON`);
  screen.note('Ctrl-C stops everything; workflows that are open go on at the next start.\n');
}

const sameLocal = (one: string, other: string): boolean => one.replace(/^localhost:|^\[::1\]:/, '127.0.0.1:') === other;
