const KEEP = 40;

/** The last lines that a server has printed. */
export interface ServerLog {
  add(line: string): void;
  /** Resolves when the server has printed its addresses, which it does once it listens. */
  readonly announced: Promise<void>;
  /** Whether the server complained of a port that somebody else has. */
  sawTakenPort(): boolean;
  toString(): string;
}

const TAKEN = /address already in use|only one usage of each socket address/i;

export function createLog(): ServerLog {
  const lines: string[] = [];
  let announce: () => void;
  const announced = new Promise<void>((resolve) => (announce = resolve));
  return {
    announced,
    add(line) {
      if (line.trim() === '') return;
      if (lines.push(line) > KEEP) lines.shift();
      if (line.startsWith('Server:')) announce();
    },
    sawTakenPort: () => lines.some((line) => TAKEN.test(line)),
    toString() {
      if (lines.length === 0) return 'It printed nothing.';
      return ['The last lines of its log:', ...lines.map((line) => `  ${line}`)].join('\n');
    },
  };
}
