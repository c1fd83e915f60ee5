/** Who runs the workflows, or the activities alone. */
export type WorkerKind = 'typescript' | 'lua' | 'activities';

export interface WorkerSpec {
  readonly kind: WorkerKind;
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /** Threads for Lua workflows; 0: the one of the worker. TypeScript workflows have one. */
  readonly workflowThreads: number;
  /** Workflow entries that the project of Lua has besides. */
  readonly moreEntries?: number;
  /** As on the first start of a machine: nothing that V8 has compiled is kept. */
  readonly isFirst?: boolean;
  /** Activities of Lua at a time, if not as many as of the others. */
  readonly activitySlots?: number;
}

/** Moments are milliseconds since 1970, so that processes can compare them. */
export interface Started {
  /** Milliseconds it took to load the code of the SDK and of ours. */
  readonly importing: number;
  /** Milliseconds it took to read the Lua project. */
  readonly loading: number;
  readonly beganAt: number;
  /** When the worker had been told to poll. */
  readonly pollingAt: number;
  /** The plain options that the SDK was given in the end. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Memory {
  /** Live bytes of all heaps, after garbage collection. */
  readonly heap: number;
  readonly rss: number;
}

export interface ReplayRequest {
  readonly workflowId: string;
  /** As JSON text. */
  readonly history: string;
  readonly repeats: number;
  /** Beginning of the names of the profiles. */
  readonly profile?: string | undefined;
}

export interface Replayed {
  /** Milliseconds per replay, by the clock and of CPU. */
  readonly elapsed: number;
  readonly cpu: number;
}

export type WorkerMethods = {
  start(spec: WorkerSpec): Promise<Started>;
  /** Milliseconds of CPU, user and system, all threads. */
  cpu(nothing: null): number;
  memory(nothing: null): Promise<Memory>;
  replay(request: ReplayRequest): Promise<Replayed>;
  startProfile(nothing: null): Promise<void>;
  /** @param file beginning of the names of the profiles; one a thread */
  stopProfile(file: string): Promise<readonly string[]>;
};
