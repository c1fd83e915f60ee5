import { checkProject, ProjectError, type Finding, type Project } from '@durable-lua/registry';
import { composeProject, loadModules } from '@durable-lua/worker/composition';
import { lintProject } from '../lint/lint.js';
import { historyFiles } from '../replay/history-files.js';
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
 * @param histories files and folders of histories that the code must fit
 */
export async function findAll(root: string, histories: readonly string[]): Promise<Found> {
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
  const isSound = found.every(({ severity }) => severity !== 'error');
  const known = new Set(found.map(placeOf));
  found.push(...(await lintProject(readable, modules)).filter((finding) => !known.has(placeOf(finding))));
  if (project !== undefined && isSound) found.push(...(await findVersions(project, histories)));
  return { findings: found, entries: readable.entries.size };
}

/** L-VERSION: recorded runs that the code does not fit. */
async function findVersions(project: Project, places: readonly string[]): Promise<Finding<string>[]> {
  if (places.length === 0) return [];
  const { DefaultLogger } = await import('@temporalio/worker');
  const { withSdk } = await import('../session/log.js');
  const { REMEDY, replayAll } = await import('../replay/replay-all.js');
  const histories = (await Promise.all(places.map(historyFiles))).flat();
  const replayed = await withSdk(new DefaultLogger('ERROR'), false, {}, () => replayAll(project, histories));
  return replayed.flatMap(({ fits, name, message = '', place }) => {
    if (fits) return [];
    const { file, line, column = 1 } = place ?? { file: project.workflows[0]?.file ?? '.', line: 1 };
    const text = `${message} (${name}): ${REMEDY}`;
    return [{ code: 'L-VERSION', severity: 'error', file, line, column, message: text }];
  });
}

const placeOf = ({ file, line }: Finding<string>): string => `${file}:${line}`;

/** What is about a line of a Lua file stands there, and not at the entry that names the file. */
function inLua(finding: Finding): Finding {
  const [, file, line, message] = /^(\S+\.lua):(\d+): (.*)$/s.exec(finding.message) ?? [];
  if (file === undefined || message === undefined) return finding;
  return { ...finding, file, line: Number(line), column: 1, message };
}
