import type { Data, LogLevel, Message } from '@durable-lua/determinism';
import type { Lua, LuaObserver, LuaPlace } from '@durable-lua/lua-vm';

/** By this property of the SDK's record of a run somebody outside of the sandbox gives it a {@link RunObserver}. */
export const OBSERVER = '__durableLuaObserver';

/** What brought a turn of Lua about. */
export type Cause =
  /** What this command began has ended, or has taken a step on. */
  | { readonly command: object }
  /** The next job of its kind in the activation. */
  | { readonly job: JobName };

export type JobName = 'signalWorkflow' | 'doUpdate' | 'cancelWorkflow';

/** A run as an observer sees it. To be read while it rests. */
export interface ObservedRun {
  /** The entry that it runs. */
  readonly entry: string;
  readonly lua: Pick<Lua, 'place' | 'look'>;
  /** Messages that nobody has received, oldest first. */
  readonly unread: () => readonly Message[];
}

/** Looks at a run that is replayed in the process of whoever looks. Nothing that it does may change what the run does. */
export interface RunObserver extends LuaObserver {
  begun(run: ObservedRun): void;
  /**
   * A command is given, as the SDK will report it.
   * @param place the Lua code that asked for it; undefined for what we do on our own.
   */
  command(command: object, place: LuaPlace | undefined): void;
  /** A line of its log. */
  readonly logged?:
    ((level: LogLevel, message: string, fields: Readonly<Record<string, Data>> | undefined) => void) | undefined;
  /** What is told next, up to the next rest, comes of this. */
  caused(cause: Cause): void;
}
