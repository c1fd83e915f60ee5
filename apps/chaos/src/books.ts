import { appendFileSync } from 'node:fs';
import { defineModule, fn, string, type ModuleDefinition } from '@durable-lua/determinism';

/** The module `books`: something outside of Temporal, which is a file. */
export const booksIn = (file: string): ModuleDefinition =>
  defineModule(
    { name: 'books', summary: 'Something outside of Temporal.' },
    { functions: { add: fn({ params: { line: string } }, (_, { line }) => appendFileSync(file, `${line}\n`)) } },
  );
