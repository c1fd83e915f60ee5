import { inspect } from 'node:util';
import { LuaError } from '@durable-lua/determinism';
import type { Logger, LogLevel, LogMetadata } from '@temporalio/common';
import { DefaultLogger, LogTimestamp } from '@temporalio/worker';
import { endSdkRuntime, ensureSdkRuntime, metricsExporter, wantSdkRuntime } from '@durable-lua/worker';
import { codeFrame, luaPlace } from '../code-frame.js';
import type { Call, Work } from '../command.js';
import type { Screen } from '../screen.js';
import { failureText, stepOf, type Step } from './step.js';

const LEVELS: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];

/** The SDK holds lines of its native half back for some 100 ms, to sort them. */
const LATE_MS = 500;

/**
 * The SDK's logger, for people: what workflows and activities do, one line each, on standard error, or on standard output where
 * that is what a command is for. Of the rest warnings and errors, or everything with `--verbose`.
 */
export class ProjectLog implements Logger {
  readonly trace = this.at('TRACE');
  readonly debug = this.at('DEBUG');
  readonly info = this.at('INFO');
  readonly warn = this.at('WARN');
  readonly error = this.at('ERROR');

  private quietUntil = 0;

  constructor(
    private readonly screen: Screen,
    /** Whether starts and ends of workflows are shown, as results. */
    private readonly shows: { readonly lifecycle: boolean },
  ) {}

  /** Runs something whose warnings are nobody's: of them only what it throws is told. */
  async quietly<T>(work: () => Promise<T>): Promise<T> {
    this.quietUntil = Infinity;
    try {
      return await work();
    } finally {
      this.quietUntil = performance.now() + LATE_MS;
    }
  }

  log(level: LogLevel, message: string, meta: LogMetadata = {}): void {
    if (performance.now() < this.quietUntil && typeof meta['workflowId'] !== 'string') return;
    const step = stepOf(level, message, meta);
    if (step !== undefined && (this.shows.lifecycle || step.what === 'print' || step.what === 'attempt')) {
      this.show(step);
    } else if (this.screen.verbose || LEVELS.indexOf(level) >= LEVELS.indexOf('WARN')) {
      this.note(level, message, meta);
    }
  }

  /** `14:03:07  hello-1  greet  Hello, Ada!` */
  show(step: Step): void {
    const { workflowId, workflowType, activity, text, what, error } = step;
    const { screen } = this;
    const out = this.shows.lifecycle;
    const { dim, cyan, red, green } = out ? screen.colors : screen.noteColors;
    const colored = error !== undefined ? red(text) : what === 'end' ? green(text) : text;
    const where = activity ?? workflowType;
    const line = [dim(new Date().toTimeString().slice(0, 8)), cyan(workflowId), dim(where), colored].join('  ');
    if (out) screen.result({ what, workflowId, workflowType, activity, text, error: jsonError(error) }, line);
    else screen.note(line);
    if (error === undefined) return;
    const place = luaPlace(error.message) ?? luaPlace(error.stack ?? '');
    const frame = place && codeFrame(screen.root, place, screen.noteColors.isColorSupported);
    if (frame !== undefined) screen.note(frame);
  }

  /** A line of the SDK about itself: `14:03:07  hello-1  greet  WARN …`. What it knows besides only with `--verbose`. */
  private note(level: LogLevel, message: string, { [LogTimestamp]: _, ...meta }: LogMetadata): void {
    const { workflowId, workflowType, activityType, error, ...rest } = meta;
    const { dim, cyan, yellow, red } = this.screen.noteColors;
    const place = typeof workflowId === 'string' ? [cyan(workflowId), dim(String(activityType ?? workflowType))] : [];
    const why = error === undefined ? '' : `: ${error instanceof Error ? failureText(error) : String(error)}`;
    const text = `${(level === 'ERROR' ? red : level === 'WARN' ? yellow : dim)(level)} ${message}${why}`;
    const known = Object.entries(rest).filter(([, value]) => value !== undefined && typeof value !== 'function');
    const fields = this.screen.verbose ? known.map(([name, value]) => dim(`${name}=${shown(value)}`)) : [];
    this.screen.note([dim(new Date().toTimeString().slice(0, 8)), ...place, text, ...fields].join('  '));
  }

  private at(level: LogLevel) {
    return (message: string, meta?: LogMetadata): void => this.log(level, message, meta);
  }
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : inspect(value, { breakLength: Infinity, compact: true });

function jsonError(error: Error | undefined) {
  if (error === undefined) return undefined;
  const kind = LuaError.is(error) ? error.kind : (error as Error & { readonly type?: unknown }).type;
  return { kind, message: error.message, stack: error.stack };
}

/** What a command that runs a project says of how it is observed. */
export interface TelemetryWish {
  /** Where metrics are fetched, or go. */
  readonly metrics?: string;
}

/**
 * Work with the SDK, whose lines go to the logger that `makeLog` gives; signals stay ours. Once per process, before anything of the SDK is used.
 */
export function logged<L extends Logger>(
  makeLog: (screen: Screen) => L,
  work: (call: Call, log: L) => ReturnType<Work>,
): Work {
  return (call) => {
    const logger = makeLog(call.screen);
    return withSdk(logger, call.screen.verbose, call.options<TelemetryWish>(), () => work(call, logger));
  };
}

/** The one place where the SDK is told how it runs here. */
export async function withSdk<T>(
  logger: Logger,
  verbose: boolean,
  { metrics }: TelemetryWish,
  work: () => Promise<T>,
): Promise<T> {
  wantSdkRuntime({
    logger,
    shutdownSignals: [],
    telemetryOptions: {
      // Forwarded to the logger: the SDK's native half would write to standard output, which is for results.
      logging: { forward: {}, filter: { core: verbose ? 'INFO' : 'WARN', other: 'ERROR' } },
      ...(metrics !== undefined && { metrics: metricsExporter(metrics) }),
    },
  });
  // Also for what uses the SDK without a runtime of ours: servers for development.
  ensureSdkRuntime();
  try {
    return await work();
  } finally {
    // While it was never used it would hold the process open.
    await endSdkRuntime();
  }
}

/** Where only the result of a command counts. */
export const silent = ({ verbose }: Screen): DefaultLogger => new DefaultLogger(verbose ? 'INFO' : 'ERROR');

/** What a command shows of a project that runs for it, on standard error. */
export const aside = (screen: Screen): ProjectLog => new ProjectLog(screen, { lifecycle: false });
