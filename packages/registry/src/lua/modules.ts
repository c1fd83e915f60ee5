/** A module that Lua entries may `require`. */
export interface KnownModule {
  name: string;
  /** True: a workflow may not use it, because what it does is not repeated on replay. */
  barredInWorkflows?: boolean;
}

/** Part of the language: there in every entry, whoever composes the runtime. */
export const LANGUAGE_MODULES: readonly string[] = [
  ...['coroutine', 'debug', 'io', 'math', 'os', 'print', 'require', 'string', 'table', 'utf8'],
];

/** There without being listed in `modules`, if the runtime has them. */
export const AMBIENT_MODULES: readonly string[] = ['channel', 'errors', 'payload', 'process'];

/** All modules that durable-lua publishes. */
export const STANDARD_MODULES: readonly KnownModule[] = [
  ...['activity', 'base64', 'channel', 'crypto', 'ctx', 'errors', 'funcs', 'hash', 'json', 'logger', 'payload'],
  ...['process', 'time', 'uuid', 'workflow', 'yaml'],
]
  .map((name): KnownModule => ({ name }))
  .concat(['env', 'http', 'http_client', 'registry', 'store'].map((name) => ({ name, barredInWorkflows: true })));

/** npm package of a standard module; nothing for others. */
export function packageOf(module: string): string | undefined {
  const isStandard = STANDARD_MODULES.some(({ name }) => name === module);
  return isStandard ? `@durable-lua/modules-${module.replaceAll('_', '-')}` : undefined;
}
