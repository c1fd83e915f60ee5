/** The Lua language itself: there in every entry and required by name, whoever composes the runtime. */
export const LANGUAGE_MODULES: readonly string[] = [
  ...['coroutine', 'debug', 'io', 'math', 'os', 'package', 'print', 'require', 'string', 'table', 'utf8'],
];

/** Modules that an entry has without declaring them, if the runtime is composed with them. */
export const AMBIENT_MODULES: readonly string[] = ['channel', 'errors', 'payload', 'process'];
