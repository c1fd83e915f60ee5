import type { OpenTelemetry } from '@durable-lua/opentelemetry';
import { loadProject, type Project } from '@durable-lua/registry';
import { createRuntime, type MoreWorkerOptions, type Runtime } from '@durable-lua/worker';
import { loadModules } from '@durable-lua/worker/composition';
import { modulesOf } from '../project.js';

/** The project in a folder, checked against the modules that it has. @throws ProjectError */
export async function openProject(root: string): Promise<Project> {
  const { modules } = await loadModules(modulesOf(root), root);
  return await loadProject(root, { modules });
}

export interface RuntimeWish {
  /** Instead of TEMPORAL_ADDRESS and the addresses of the project. */
  readonly address?: string | undefined;
  readonly workerOptions?: MoreWorkerOptions;
  /** Traces what runs. */
  readonly tracing?: OpenTelemetry | undefined;
}

/** A runtime of a project, with the modules that it has. Nothing is started. */
export function runtimeOf(project: Project, { address, workerOptions = {}, tracing }: RuntimeWish): Promise<Runtime> {
  const modules = modulesOf(project.root);
  const options = { project, modules, workerOptions, ...(address !== undefined && { address }) };
  return createRuntime(tracing === undefined ? options : tracing.traced(options));
}
