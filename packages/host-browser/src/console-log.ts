import type { Log } from '@durable-lua/determinism';

/** Log lines on the console, each at its level; fields as the object that they are. */
export const consoleLog: Log = {
  write: (level, message, fields = {}) => {
    // The text of an author is no format: a console reads a first argument as one as soon as there is a second.
    if (Object.keys(fields).length === 0) console[level](message);
    else console[level]('%s', message, fields);
  },
};
