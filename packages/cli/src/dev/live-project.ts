import { ProjectError, type Entry, type Project } from '@durable-lua/registry';
import type { Runtime } from '@durable-lua/worker';
import { showFailure } from '../failure.js';
import { elapsed, type Screen } from '../screen.js';
import { openProject, runtimeOf, type RuntimeWish } from '../session/project-runtime.js';
import { writeTypes } from '../types/write-types.js';
import { replayOpen } from './open-workflows.js';

/** How long activities that are under way when a file is saved may go on with the code of before. */
const GRACE = '5s';

/** What runs of a project, from the last state of its sources that can. */
export class LiveProject {
  private runtime: Runtime | undefined;
  /** The runtimes of before, as long as they let activities end. */
  private readonly draining = new Set<Promise<void>>();
  /** A state that would break open workflows: saved once more, it is what the user wants. */
  private held: string | undefined;
  private current: string | undefined;
  /** Whether the screen says last that something is wrong. */
  private wrong = false;

  constructor(
    private readonly screen: Screen,
    private readonly root: string,
    /** The server that was started for the project, and who traces it. */
    private readonly wish: Pick<RuntimeWish, 'address' | 'tracing'>,
    /** Runs something without the lines that the SDK logs about it. */
    private readonly quietly: <T>(work: () => Promise<T>) => Promise<T>,
  ) {}

  /**
   * Puts the sources live as they are now, unless they are wrong, or would break workflows that are open. All that is to be said about
   * it is on the screen.
   * @param files what has changed; nothing at the start
   */
  async update(files: readonly string[] = []): Promise<void> {
    const start = performance.now();
    try {
      const project = await openProject(this.root);
      const state = stateOf(project);
      if (state === this.current) {
        this.held = undefined;
        if (this.wrong) this.screen.note(`${this.screen.noteColors.green('Live')}: as before, ${files.join(', ')}`);
        this.wrong = false;
        return;
      }
      const next = await runtimeOf(project, { ...this.wish, workerOptions: { shutdownGraceTime: GRACE } });
      const replayed = state === this.held ? 0 : await this.fits(project, files);
      if (replayed === undefined) {
        this.held = state;
        this.wrong = true;
        return;
      }
      this.held = undefined;
      this.wrong = false;
      await this.replace(next);
      this.current = state;
      if (files.length > 0) this.announce(files, replayed, start);
      await writeTypes(project);
    } catch (error) {
      // Saving will not bring a server back.
      if (files.length === 0 && !(error instanceof ProjectError)) throw error;
      showFailure(error, this.screen);
      this.wrong = true;
      const rest = this.runtime === undefined ? 'Nothing runs until you save something.' : 'What ran before goes on.';
      this.screen.note(`Not live: ${files.join(', ')}. ${rest}`);
    }
  }

  async stop(): Promise<void> {
    await this.runtime?.shutdown();
    await Promise.all(this.draining);
  }

  /** What runs at the moment. */
  get running(): Runtime | undefined {
    return this.runtime;
  }

  /** How many open workflows were replayed; undefined if one of them does not fit. */
  private async fits(project: Project, files: readonly string[]): Promise<number | undefined> {
    const { runtime, screen } = this;
    if (runtime === undefined) return 0;
    const { replayed, broken } = await this.quietly(() => replayOpen(runtime, project));
    if (broken.length === 0) return replayed;
    const { red, bold } = screen.noteColors;
    for (const { workflowId, error } of broken) screen.note(`${red(bold(workflowId))}: ${error.message}`);
    const many = broken.length === 1 ? 'a workflow that is open' : `${broken.length} workflows that are open`;
    screen.note(
      `Not live: ${files.join(', ')} would break ${many}, because its history does not fit. What ran before goes on.\n` +
        `Use workflow.version for the change, or save the file once more as it is: then it is live, and what is broken waits ` +
        `for code that fits.`,
    );
    screen.event({
      what: 'held',
      files,
      broken: broken.map(({ workflowId, error }) => ({ workflowId, message: error.message })),
    });
    return undefined;
  }

  /** The new one polls before the old one has let its activities end, so that nothing waits. */
  private async replace(next: Runtime): Promise<void> {
    const before = this.runtime;
    const stopped = before?.shutdown();
    if (stopped !== undefined) {
      const draining = stopped.catch((error: unknown) => showFailure(error, this.screen));
      this.draining.add(draining);
      void draining.finally(() => this.draining.delete(draining));
      // Two cannot listen at one address.
      if (before?.project.httpServices.length !== 0) await draining;
    }
    this.runtime = undefined;
    try {
      await next.start(everything(next.project));
    } catch (error) {
      await next.shutdown();
      throw error;
    }
    this.runtime = next;
    next.stopped.catch((error: unknown) => showFailure(error, this.screen));
  }

  private announce(files: readonly string[], replayed: number, start: number): void {
    const open =
      replayed === 0
        ? ''
        : `, ${replayed === 1 ? 'the open workflow goes' : `${replayed} open workflows go`} on with it`;
    this.screen.note(`${this.screen.noteColors.green('Live')}: ${files.join(', ')} (${elapsed(start)})${open}`);
    this.screen.event({ what: 'live', files, replayed });
  }
}

/** What is started: everything that can run. */
function everything({ clients, workers, processServices, httpServices }: Project) {
  const ids = (entries: readonly Entry[]): string[] => entries.map(({ id }) => id);
  return { clients: ids(clients), workers: ids(workers), services: ids([...processServices, ...httpServices]) };
}

/** The same text for the same sources. */
const stateOf = (project: Project): string => JSON.stringify([...project.entries]);
