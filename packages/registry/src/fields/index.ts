export { anything, dictionary, freeTable, list } from './collections.js';
export { Cursor, type EntryScope, type ProjectFiles, type Reference } from './cursor.js';
export { duration } from './duration.js';
export { readEnv } from './env.js';
export { about, convert, misplaced, only, optional, required, shown, unserved, withDefault } from './field.js';
export type { Field, Fields, Values } from './field.js';
export { reference } from './reference.js';
export { choice, flag, integer, number, text } from './scalars.js';
export { readTable, table, tableSchema } from './table.js';
