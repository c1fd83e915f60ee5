import type { Capabilities, CapabilityName, Env, LuaServices, ModuleDefinition } from '@durable-lua/determinism';
import { missingCapability, restrictTo, type Host } from '@durable-lua/determinism/host';
import type { ModuleIndex } from './module-index.js';

/** What the bodies of one state get: of the host's capabilities those that their module declares, and the services. */
export class Environments {
  private readonly made = new Map<string, Env<CapabilityName>>();

  constructor(
    private readonly index: ModuleIndex,
    private readonly host: Host,
    private readonly capabilities: Partial<Capabilities>,
    private readonly lua: LuaServices,
  ) {}

  /** That of a module by its name, or of the module that owns a class; for a class of the VM itself, its services. */
  of(owner: string): Env<CapabilityName> {
    const known = this.made.get(owner);
    if (known !== undefined) return known;
    const module = this.index.modules.get(owner) ?? this.index.owners.get(owner);
    const env = module === undefined ? ({ lua: this.lua } as Env<CapabilityName>) : this.ofModule(module);
    this.made.set(owner, env);
    return env;
  }

  ofModule(module: ModuleDefinition): Env<CapabilityName> {
    let env = this.made.get(module.name);
    if (env === undefined) {
      const { needs, wants = [] } = module;
      env = restrictTo(
        module.name,
        [...needs, ...wants],
        this.capabilities,
        this.host,
        this.lua,
      ) as Env<CapabilityName>;
      this.made.set(module.name, env);
    }
    return env;
  }

  /** Why a module cannot be used here: the first capability that it needs and this host lacks. */
  missing(module: ModuleDefinition): ReturnType<typeof missingCapability> {
    return missingCapability(module.needs, { ...this.host, capabilities: this.capabilities });
  }
}
