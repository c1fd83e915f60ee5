/** Deepest nesting of what is sent and read. */
export const MAX_DEPTH = 128;
/** Most values in what crosses a border, one that is reached by several ways counted each time: far beyond what may be sent. */
export const MAX_VALUES = 1_000_000;
