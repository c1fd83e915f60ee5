import { describe, expect, it } from 'vitest';
import type { FindingCode } from '../findings.js';
import type { LoadOptions } from '../check-files.js';
import { checkProject } from '../load.js';
import { schemaComplaints } from './schema.js';
import { CLIENT, index, takeMark, WORKER, writeProject } from './temp-project.js';

/** A project with a single mistake. */
interface Case {
  code: FindingCode;
  when: string;
  /** Files of the project; the mark § stands where the finding must. */
  files: Record<string, string>;
  entry?: string;
  field?: string;
  /** What the message must contain. */
  says: string[];
  options?: LoadOptions;
  /** Whether the schema refuses it, where the code does not say so. */
  seen?: boolean;
}

/** The codes of what is wrong in one field, or with its place: the schema refuses that as well. */
const SEEN_BY_SCHEMA: readonly FindingCode[] = [
  ...(['E-VERSION', 'E-NS', 'E-ENTRIES', 'E-NAME', 'E-KIND', 'E-FIELD-REQUIRED', 'E-FIELD-TYPE'] as const),
  ...([
    'E-FIELD-UNKNOWN',
    'E-MODULE',
    'E-ENUM',
    'E-DURATION',
    'E-RANGE',
    'E-META-WORKER',
    'E-OPT-UNSUPPORTED',
  ] as const),
];

/** One file, `_index.yaml`. */
export const yaml = (text: string): Record<string, string> => ({ '_index.yaml': text });
export const entries = (...lines: string[]): Record<string, string> => yaml(index(...lines));
export const client = (...fields: string[]): Record<string, string> =>
  entries(
    '  - name: tc',
    '    kind: temporal.client',
    '    address: localhost:7233',
    ...fields.map((line) => `    ${line}`),
  );
export const worker = (...fields: string[]): Record<string, string> =>
  entries(
    CLIENT,
    '  - name: w',
    '    kind: temporal.worker',
    '    client: tc',
    '    task_queue: app',
    ...fields.map((line) => `    ${line}`),
  );
export const fn = (...fields: string[]): Record<string, string> =>
  entries(
    CLIENT,
    WORKER,
    '  - name: f',
    '    kind: function.lua',
    ...['source: "return {}"', ...fields].map((line) => `    ${line}`),
  );
export const library = (name: string, ...fields: string[]): string =>
  [`  - name: ${name}`, '    kind: library.lua', '    source: return {}', ...fields.map((line) => `    ${line}`)].join(
    '\n',
  );
export const workflow = (name: string, ...fields: string[]): string =>
  [`  - name: ${name}`, '    kind: workflow.lua', '    source: return {}', ...fields.map((line) => `    ${line}`)].join(
    '\n',
  );
export const bound = 'meta: { temporal: { workflow: { worker: w } } }';

/** Tests that each project has one finding and no other, with its code, place, entry and field. */
export function expectOneFinding(what: string, cases: readonly Case[]): void {
  describe(`${what}: one mistake is one finding, with code, place, entry and field`, () => {
    it.each(cases)(
      '$code when $when',
      async ({ files, code, entry, field, says, options, seen = SEEN_BY_SCHEMA.includes(code) }) => {
        const marked = takeMark(files);
        const root = await writeProject(marked.files);
        const { project, findings } = await checkProject(root, { env: {}, ...options });
        const isWarning = code.startsWith('W-');
        expect(findings.map(({ message: _message, ...rest }) => rest)).toEqual([
          {
            code,
            severity: isWarning ? 'warning' : 'error',
            ...marked.place,
            ...(entry !== undefined && { entry }),
            ...(field !== undefined && { field }),
          },
        ]);
        for (const part of says) expect(findings[0]?.message).toContain(part);
        expect(project !== undefined).toBe(isWarning);
        // Of a file that is no YAML, an editor says so, and the schema sees what is left.
        if (code === 'E-YAML') return;
        const complaints = Object.entries(marked.files).flatMap(([file, text]) =>
          /\.ya?ml$/.test(file) ? schemaComplaints(text, options) : [],
        );
        expect(complaints).toEqual(seen ? expect.arrayContaining([expect.any(String)]) : []);
      },
    );
  });
}

/** `<code> <file>:<line>` of every finding of a project. */
export async function codesOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const { findings } = await checkProject(await writeProject(files), { env: {} });
  return findings.map(({ code, file, line }) => `${code} ${file}:${line}`);
}
