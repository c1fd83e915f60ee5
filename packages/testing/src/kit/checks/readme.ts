import { report, type Case } from '../case.js';
import type { Subject } from '../run/subject.js';

/** Does the Lua block of the README run, and print what it says? */
export function readme(subject: Subject): Case[] {
  const { readme: text } = subject.files;
  const block = /```lua\n([^]*?)```/.exec(text ?? '')?.[1];
  const missing = text === undefined ? 'no README is given' : undefined;
  return [
    {
      check: 'readme',
      title: 'the Lua block runs, and prints what it says after -->',
      ...(missing === undefined ? {} : { notRun: missing }),
      run: async () => {
        if (block === undefined)
          throw new Error('README.md has no block ```lua … ```: show in it what the module does');
        const { readme: around } = subject.options;
        const host = subject.host(around === undefined ? {} : { around });
        await host.until(subject.start({ name: 'README.md', source: block })(host));
        const said = [...block.matchAll(/-->\s*(.*\S)\s*$/gm)].map(([, line]) => line as string);
        const printed = host.log.map(({ message }) => message);
        report(
          said.flatMap((line, index) =>
            printed[index] === line
              ? []
              : [`README.md says that it prints "${line}", it printed "${printed[index] ?? ''}"`],
          ),
        );
      },
    },
  ];
}
