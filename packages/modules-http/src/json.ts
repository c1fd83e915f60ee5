import {
  invalid,
  LuaError,
  luaJsonMaker,
  readDocument,
  readJson,
  writeJson,
  type LuaServices,
  type LuaValue,
  type ToLua,
} from '@durable-lua/determinism';

const strict = new TextDecoder('utf-8', { fatal: true });

/** As `json.encode` writes it. @throws LuaError `INVALID` for what cannot be encoded */
export function jsonOf(lua: LuaServices, name: string, value: LuaValue): string {
  try {
    const text = writeJson(readDocument(lua, value, true));
    lua.pay(text.length / 8);
    return text;
  } catch (error) {
    if (LuaError.is(error)) throw invalid(`${name}: ${error.innerMessage}`);
    throw error;
  }
}

/** As `json.decode` reads it. @throws LuaError `INVALID` for what is no JSON */
export function fromJson(lua: LuaServices, data: Uint8Array): ToLua {
  if (data.length === 0) throw invalid('body_json: the request has no body');
  lua.pay(data.length / 16);
  try {
    return readJson(strict.decode(data), luaJsonMaker);
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid(`body_json: the body is no JSON: ${error.message}`);
    if (error instanceof TypeError) throw invalid('body_json: the body is no JSON: it is not UTF-8 text');
    throw error;
  }
}
