import { mapOperation, payload } from '@durable-lua/determinism';
import type { LuaCallable, LuaServices, LuaValue, Payload, UpdateHandler } from '@durable-lua/determinism';

/** Payloads as the arguments of a Lua function. @throws LuaError for one that cannot be decoded */
export const values = (lua: LuaServices, args: readonly Payload[]): readonly LuaValue[] =>
  args.map((arg) => lua.make(payload, arg));

/** An update handler that Lua has given, as a host calls it. */
export function updateHandler(
  lua: LuaServices,
  { validate, handle }: { readonly validate: LuaCallable | undefined; readonly handle: LuaCallable },
): UpdateHandler {
  return {
    ...(validate === undefined ? {} : { validate: (args) => void lua.call(validate, values(lua, args)) }),
    handle: (args) => mapOperation(lua.run(handle, values(lua, args)), (value) => lua.as(value, payload)),
  };
}

const HANDLERS = Symbol('workflow.handlers');
/** What a handler keeps beside its name, about, in bytes. */
const HANDLER_BYTES = 400;

/** Lets the limit of memory know which handlers there are: the host keeps them. */
export function noteHandler(lua: LuaServices, name: string, isKept: boolean): void {
  const names = lua.state(
    HANDLERS,
    () => new Set<string>(),
    (kept) => [...kept].reduce((bytes, { length }) => bytes + HANDLER_BYTES + 2 * length, 0),
  );
  if (isKept) names.add(name);
  else names.delete(name);
}
