import { internal, readJson, type JsonMaker } from '@durable-lua/determinism';

/**
 * What `maker` makes of a JSON text.
 * @throws LuaError `INTERNAL` for what is no JSON, with its place, and for more than 128 levels.
 */
export function parseJson<T>(text: string, maker: JsonMaker<T>): T {
  try {
    return readJson(text, maker);
  } catch (error) {
    throw error instanceof SyntaxError ? internal(`invalid JSON: ${error.message}`) : error;
  }
}
