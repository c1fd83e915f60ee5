import type { Millis } from '@durable-lua/determinism';
import type { Interceptor } from '@durable-lua/determinism/host';
import { describeCommand } from '../journal/history.js';
import { journalInterceptor, type CommandHandler } from '../journal/interceptor.js';
import { showArguments } from '../journal/show.js';

/** One effect that Lua code asked for. */
export interface TraceLine {
  /** Virtual time. */
  readonly at: Millis;
  /** `clock.timer`, `functions.start`, … */
  readonly effect: string;
  /** With its arguments: `clock.timer(3600000)`. */
  readonly text: string;
}

/** What the clock says, and who one is, is asked for all the time: no effect worth telling. */
const QUIET: ReadonlySet<string> = new Set([
  'activity.details',
  'activity.info',
  'activity.isCanceled',
  'clock.now',
  'clock.zone',
  'context.values',
  'processes.id',
  'processes.pid',
  'random.derived',
  'supervision.options',
  'workflow.info',
  'log.write',
]);

/** Notes the effects of all runs of a runtime. */
export class Trace {
  readonly lines: TraceLine[] = [];

  /** @param asked is told of the same */
  interceptor(now: () => Millis, asked: (effect: string, text: string) => void): Interceptor {
    const note = (effect: string, args: readonly unknown[]): void => {
      if (QUIET.has(effect)) return;
      const text = describeCommand(effect, showArguments(args));
      this.lines.push({ at: now(), effect, text });
      asked(effect, text);
    };
    const handler: Omit<CommandHandler, 'mailbox'> = {
      replaying: false,
      openEvents: () => undefined,
      forget: () => undefined,
      queryHandler: (_, given) => given,
      updateHandler: (_, given) => given,
      answer: (effect, args, perform) => (note(effect, args), perform()),
      operation: (effect, args, perform) => (note(effect, args), perform()),
    };
    const { mailbox: _, ...interceptor } = journalInterceptor(handler as CommandHandler);
    return interceptor;
  }
}
