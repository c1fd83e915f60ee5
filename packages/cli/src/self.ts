/** A command as whoever reads it types it: the script of a clone says by DURABLE_LUA_COMMAND how it was called. */
export function commandLine(command: string): string {
  return `${process.env['DURABLE_LUA_COMMAND'] ?? 'durable-lua'} ${command}`;
}
