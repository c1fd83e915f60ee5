import { defineModule, fn, integer, optional, string, type ModuleDefinition } from '@durable-lua/determinism';

/** What activities leave behind outside of Temporal: the only way to tell how often one really ran. */
export class Journal {
  private readonly lines: string[] = [];

  readonly module: ModuleDefinition = defineModule(
    {
      name: 'journal',
      summary: 'For tests: marks that survive the call.',
    },
    {
      functions: {
        add: fn(
          { doc: 'Adds a line; how many such lines there are now.', params: { line: string }, returns: integer() },
          (_, { line }) => {
            this.lines.push(line);
            return this.count(line);
          },
        ),
        count: fn({ params: { line: optional(string) }, returns: integer() }, (_, { line }) => this.count(line)),
      },
    },
  );

  count(line?: string): number {
    return line === undefined ? this.lines.length : this.lines.filter((one) => one === line).length;
  }
}
