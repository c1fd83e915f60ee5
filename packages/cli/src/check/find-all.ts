import { checkProject, ProjectError, type Finding } from '@durable-lua/registry';
import { composeProject, loadModules } from '@durable-lua/worker/composition';
import { lintProject } from '../lint/lint.js';
import { modulesOf } from '../project.js';

export interface Found {
  readonly findings: Finding<string>[];
  /** How many entries there are. */
  readonly entries: number;
}

/**
 * Everything that is wrong with a project as far as it can be told without running it: in its entries, in what its chunks do when
 * they are loaded, and in its Lua code.
 * @param root absolute path of the folder
 */
export async function findAll(root: string): Promise<Found> {
  const given = modulesOf(root);
  const { modules } = await loadModules(given, root);
  const { project, readable, findings } = await checkProject(root, { modules });
  const found: Finding<string>[] = findings.map(inLua);
  if (project !== undefined) {
    try {
      await composeProject({ project, modules: given }, { bundled: true });
    } catch (error) {
      if (!(error instanceof ProjectError)) throw error;
      found.push(...error.findings.map(inLua));
    }
  }
  const known = new Set(found.map(placeOf));
  found.push(...(await lintProject(readable, modules)).filter((finding) => !known.has(placeOf(finding))));
  return { findings: found, entries: readable.entries.size };
}

const placeOf = ({ file, line }: Finding<string>): string => `${file}:${line}`;

/** What is about a line of a Lua file stands there, and not at the entry that names the file. */
function inLua(finding: Finding): Finding {
  const [, file, line, message] = /^(\S+\.lua):(\d+): (.*)$/s.exec(finding.message) ?? [];
  if (file === undefined || message === undefined) return finding;
  return { ...finding, file, line: Number(line), column: 1, message };
}
