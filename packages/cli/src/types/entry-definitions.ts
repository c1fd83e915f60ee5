import type { Project } from '@durable-lua/registry';

const union = (entries: readonly { readonly id: string }[]): string =>
  entries.map(({ id }) => JSON.stringify(id)).join('|');

/** What takes the ID of an entry: the class of the definition files, its functions, and how they go on behind the ID. */
function callsOf({ functions, workflows, processes, workers, processHosts }: Project) {
  const started = union([...workflows, ...processes]);
  const hosts = union([...workers, ...processHosts]);
  const spawns = ['spawn', 'spawn_monitored', 'spawn_linked', 'spawn_linked_monitored'];
  const call = { ids: union([...functions, ...processes]), rest: '...: any): any, error|nil' };
  const async = { ...call, rest: '...: any): funcs.Future|nil, error|nil' };
  const exec = { ids: started, rest: `host: ${hosts}|string, ...: any): any, error|nil` };
  const spawn = { ...exec, rest: `host: ${hosts}|string, ...: any): string|nil, error|nil` };
  return [
    { className: 'funcslib', module: 'funcs', methods: [['call', call] as const, ['async', async] as const] },
    {
      className: 'workflowlib',
      module: 'workflow',
      methods: [['exec', { ids: union(workflows), rest: '...: any): any, error|nil' }] as const],
    },
    {
      className: 'processlib',
      module: 'process',
      methods: [...spawns.map((name) => [name, spawn] as const), ['exec', exec] as const],
    },
  ];
}

/** A definition file with the IDs of the project's entries where one is expected, so that editors complete them. */
export function entryDefinitions(project: Project, modules: readonly string[]): string {
  const blocks = callsOf(project)
    .filter(({ module }) => modules.includes(module))
    .map(({ className, methods }) => {
      const fields = methods
        .filter(([, { ids }]) => ids !== '')
        .map(([name, { ids, rest }]) => `---@field ${name} fun(id: ${ids}|string, ${rest}`);
      return [`---@class ${className}`, ...fields].join('\n');
    });
  return `---@meta _\n\n${blocks.join('\n\n')}\n`;
}
