import { createLua } from '@durable-lua/lua-vm';

/** What the engine has of the language, and what it refuses. */
export interface Language {
  /** Names of globals that are no modules. */
  readonly globals: ReadonlySet<string>;
  /** By library: its fields. */
  readonly libraries: ReadonlyMap<string, ReadonlySet<string>>;
  /** What is no function, by its path, with its type in Lua: `math.pi`. */
  readonly constants: ReadonlyMap<string, string>;
  /** Functions that only raise, with what to use instead; those of libraries by their path: `io.open`. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Calls everything once, without arguments: what is refused says so before it does anything. */
const ASK = `
local libraries, refused, constants, globals = {}, {}, {}, {}
local function ask(path, value)
  if type(value) ~= "function" then
    constants[path] = type(value)
    return
  end
  local ok, err = pcall(value)
  local details = not ok and type(err) == "userdata" and err:details()
  if details and details.forbidden then
    refused[path] = tostring(err):match(": use (.*)$")
  end
end
for name, value in pairs(_G) do
  globals[#globals + 1] = name
  if type(value) == "table" and name ~= "_G" and name ~= "package" then
    local fields = {}
    for field, member in pairs(value) do
      fields[#fields + 1] = field
      if name ~= "coroutine" then ask(name .. "." .. field, member) end
    end
    libraries[name] = fields
  elseif name ~= "require" and name ~= "print" then
    ask(name, value)
  end
end
return { globals = globals, libraries = libraries, refused = refused, constants = constants }
`;

interface Answer {
  readonly globals: readonly string[];
  readonly libraries: Readonly<Record<string, readonly string[]>>;
  readonly refused: Readonly<Record<string, string>>;
  readonly constants: Readonly<Record<string, string>>;
}

/** Asks the engine, so that nothing is told twice. @param deterministic as in a workflow */
export async function languageOf(deterministic: boolean): Promise<Language> {
  const host = { name: 'a list of the language', deterministic, capabilities: { clock: CLOCK } };
  const lua = createLua({ host });
  try {
    const { globals, libraries, refused, constants } = await lua.run<Answer>(ASK);
    return {
      globals: new Set([...globals, '_G', ...PROBES]),
      libraries: new Map(Object.entries(libraries).map(([name, fields]) => [name, new Set(fields)])),
      refused: new Map(Object.entries(refused)),
      constants: new Map(Object.entries(constants)),
    };
  } finally {
    lua.close();
  }
}

const CLOCK = {
  now: () => 0,
  timer: (): never => {
    throw new Error('nothing waits while the language is listed');
  },
  zone: 'UTC',
};

/** What code may ask for to find out on what it runs: always nil in a workflow. */
const PROBES = ['setfenv', 'getfenv', 'module', 'bit', 'bit32', 'jit', 'arg'];
