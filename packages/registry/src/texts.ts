import { checkFiles, checkLoadOptions, type Checked, type LoadOptions } from './check-files.js';
import type { Cursor, ProjectFiles } from './fields/index.js';

export { ProjectError, formatFinding } from './findings.js';
export type { Finding } from './findings.js';
export type { Checked, LoadOptions } from './check-files.js';
export type { Project } from './project.js';

/**
 * As `checkProject`, of files in memory: their texts by their paths from the root, `orders/_index.yaml`. Needs no Node, for pages and
 * editors. Of the environment it sees what it is given.
 */
export async function checkTexts(texts: Readonly<Record<string, string>>, options: LoadOptions = {}): Promise<Checked> {
  checkLoadOptions('checkTexts', options);
  return checkFiles(textFiles(texts), options);
}

const INDEX = /(?:^|\/)_index\.ya?ml$/;

function textFiles(texts: Readonly<Record<string, string>>): ProjectFiles {
  const nowhere = (file: string, code: 'E-AUTH' | 'E-TLS' | 'E-SOURCE', at: Cursor): undefined => {
    at.report(code, `file ${pathFrom(at, file)} cannot be read: it does not exist`);
    return undefined;
  };
  return {
    root: '/',
    yaml: async () =>
      Object.keys(texts)
        .filter((file) => /\.ya?ml$/.test(file))
        .sort()
        .map((file) => ({
          file,
          dir: file.slice(0, Math.max(0, file.lastIndexOf('/'))),
          text: texts[file] ?? '',
          isIndex: INDEX.test(file),
        })),
    source: async (file, at) => {
      const chunkName = pathFrom(at, file);
      const text = Object.hasOwn(texts, chunkName) ? texts[chunkName] : undefined;
      if (text === undefined) nowhere(file, 'E-SOURCE', at);
      return { text: text ?? '', chunkName, path: `/${chunkName}` };
    },
    text: async (file, code, at) => (file === undefined ? undefined : nowhere(file, code, at)),
    readable: async (file, code, at) => nowhere(file, code, at),
    path: (file, at) => `/${pathFrom(at, file)}`,
    directory: async (written, at) => nowhere(written, 'E-SOURCE', at),
  };
}

/** The path of what a field names, from the root. */
function pathFrom(at: Cursor, file: string): string {
  const parts: string[] = [];
  for (const part of `${at.scope.raw.dir}/${file}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
