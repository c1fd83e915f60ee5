import type { CapabilityName, Constant, Env, ModuleDefinition } from '@durable-lua/determinism';

export interface DescribedConstant {
  readonly path: string;
  readonly value: Constant;
  /** Whether it is the same on every host; otherwise only its type can be told. */
  readonly fixed: boolean;
}

/**
 * The constants of a module. Those that depend on the host are asked of two hosts that differ in clock and zone, and of
 * which only these two and `lua.state` can be used.
 * @throws TypeError when they ask for anything else: it could not be the same for every reader.
 */
export function constantsOf(module: ModuleDefinition): readonly DescribedConstant[] {
  const { constants = {} } = module;
  const [one, other] =
    typeof constants === 'function'
      ? [constants(paperEnv(module.name, 'UTC', 0)), constants(paperEnv(module.name, 'Asia/Tokyo', 1e12))]
      : [constants, constants];
  return Object.entries(one).map(([path, value]) => ({
    path,
    value,
    fixed: typeof value !== 'object' && value === other[path],
  }));
}

/** An environment that exists on paper only. */
function paperEnv(module: string, zone: string, now: number): Env<CapabilityName> {
  const only = <T extends object>(name: string, has: T): T =>
    new Proxy(has, {
      get(target, key) {
        if (Object.hasOwn(target, key)) return target[key as keyof T];
        const path = [name, String(key)].filter((part) => part !== '').join('.');
        throw new TypeError(
          `module '${module}': its constants ask for ${path}; in a description there are lua.state, clock.now and clock.zone`,
        );
      },
    });
  const lua = only('lua', { state: <T>(_: symbol, make: () => T) => make() });
  // eslint-disable-next-line no-restricted-syntax -- on paper only: whatever else is asked for throws
  return only('', { lua, clock: only('clock', { zone, now: () => now }) }) as unknown as Env<CapabilityName>;
}
