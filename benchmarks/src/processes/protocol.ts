export interface ProcessFigures {
  /** Bytes of live heap and of resident memory that one idle process takes. */
  readonly heap: number;
  readonly rss: number;
  /** Milliseconds of CPU per start, until the process waits. */
  readonly start: number;
  /** Milliseconds of CPU per question and answer between two processes. */
  readonly roundTrip: number;
  /** Milliseconds of CPU per message from one process to another that reads as they come. */
  readonly message: number;
  /** Such messages per second. */
  readonly rate: number;
}

export interface ProcessesRequest {
  /** How many wait at a time. */
  readonly processes: number;
  readonly messages: number;
}

export type ProcessMethods = {
  measure(request: ProcessesRequest): Promise<ProcessFigures>;
};
