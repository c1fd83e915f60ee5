import type { Capabilities, CapabilityName } from './capabilities.js';
import type { Blocking, LuaServices, Presented } from './lua.js';
import type { Operation } from './operation.js';
import type { Args, Params, Returns, Type } from './types.js';
import { nothing, returns as single } from './types.js';

/** What a function body gets first: the capabilities its module declared, and the services of the VM. */
export type Env = Capabilities & { readonly lua: LuaServices };

/**
 * A body returns its result at once, or a promise or an operation (the calling coroutine waits), or a `Blocking` from
 * the VM's services (it waits without a promise).
 */
export type Outcome<R> = R | Promise<R> | Operation<R> | Blocking<R>;

/**
 * What a wrong Lua type does: `raise` a Lua error with position, `return` the failure value and an `INVALID` error, or
 * `warn`: return them, and say so in the log, for a function whose results nobody reads.
 */
export type BadArguments = 'raise' | 'return' | 'warn';

export interface FunctionDefinition {
  readonly doc: string | undefined;
  readonly params: Params;
  readonly returns: Returns<unknown>;
  readonly badArguments: BadArguments;
  readonly body: (env: Env, args: Record<string, unknown>, self: unknown) => unknown;
}

export interface FunctionSpec<P extends Params, R> {
  doc?: string;
  params?: P;
  returns?: Returns<R> | Type<R>;
  badArguments?: BadArguments;
}

function define<P extends Params, R>(
  spec: FunctionSpec<P, R>,
  body: (env: Env, args: Record<string, unknown>, self: unknown) => unknown,
): FunctionDefinition {
  const { returns = nothing as Type<unknown> as Type<R> } = spec;
  return Object.freeze({
    doc: spec.doc,
    params: Object.freeze({ ...spec.params }),
    returns: 'types' in returns ? returns : single(returns),
    badArguments: spec.badArguments ?? 'raise',
    body,
  });
}

/** A function of a module: its description and its body. */
export function fn<P extends Params, R = void>(
  spec: FunctionSpec<P, R>,
  body: (env: Env, args: Args<P>) => Outcome<R>,
): FunctionDefinition {
  return define(spec, body as FunctionDefinition['body']);
}

/** A method of a class: as {@link fn}, with the object first. */
export function method<T, P extends Params, R = void>(
  spec: FunctionSpec<P, R>,
  body: (self: T, args: Args<P>, env: Env) => Outcome<R>,
): FunctionDefinition {
  return define(spec, (env, args, self) => body(self as T, args as Args<P>, env));
}

/** Lua's operators; both operands are declared as parameters. */
export type Metamethod =
  'eq' | 'lt' | 'le' | 'add' | 'sub' | 'mul' | 'div' | 'mod' | 'idiv' | 'unm' | 'concat' | 'len' | 'call';

/** A userdata class. Instances are plain TypeScript objects; Lua sees methods and operators, never fields. */
export interface ClassDefinition<T> {
  /** As shown by `type` errors and `getmetatable`: `time.Duration`. Also its identity, across copies of a package. */
  readonly name: string;
  readonly doc?: string;
  readonly methods: Readonly<Record<string, FunctionDefinition>>;
  readonly metamethods?: Partial<Readonly<Record<Metamethod, FunctionDefinition>>>;
  readonly tostring?: (self: T) => string;
  /** What a whole number as key gives, from 1: then `object[2]` and `ipairs(object)` work. Undefined is nil. */
  readonly item?: (self: T, index: number) => Presented | undefined;
  /** What crosses a border instead of the object. Without it the object cannot be sent. */
  readonly toPayload?: (self: T) => Presented;
}

export function defineClass<T>(definition: ClassDefinition<T>): ClassDefinition<T> {
  return Object.freeze(definition);
}

/** A constant: a plain value (a whole number is a Lua integer), or an object with its class. */
export type Constant = boolean | number | bigint | string | Presented;

/** A Lua module as data. Names with dots become nested tables: `random.bytes`. */
export interface ModuleDefinition {
  /** The name `require` takes. */
  readonly name: string;
  readonly summary: string;
  /** Capabilities the bodies may use; a host that lacks one refuses the module. */
  readonly needs: readonly CapabilityName[];
  /** Capabilities for a part of the module: where the host lacks one, what uses it gives an `INVALID` error. */
  readonly wants?: readonly CapabilityName[];
  readonly functions: Readonly<Record<string, FunctionDefinition>>;
  /** Other names of functions or constants: the very same Lua value. */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly constants?: Readonly<Record<string, Constant>> | ((env: Env) => Readonly<Record<string, Constant>>);
  readonly classes?: readonly ClassDefinition<never>[];
  /** Its functions may be called as methods too: `logger:info(…)` is `logger.info(…)`. */
  readonly callableAsMethods?: boolean;
  /** Present when the module may not be used in a workflow: what to use instead. */
  readonly barredInWorkflows?: string;
}

const LUA_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const LUA_KEYWORDS = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
);

/**
 * Checks and freezes a module definition.
 * @throws TypeError when a name is not valid Lua or an alias has no target: a mistake of the binding's author.
 */
export function defineModule(definition: ModuleDefinition): ModuleDefinition {
  const complain = (text: string): never => {
    throw new TypeError(`module '${definition.name}': ${text}`);
  };
  if (!LUA_NAME.test(definition.name)) complain('the name must be a Lua name');
  const constants = typeof definition.constants === 'object' ? definition.constants : {};
  for (const path of [...Object.keys(definition.functions), ...Object.keys(constants)]) {
    for (const part of path.split('.')) {
      if (!LUA_NAME.test(part) || LUA_KEYWORDS.has(part)) complain(`'${path}' is not a Lua name`);
    }
  }
  for (const [alias, target] of Object.entries(definition.aliases ?? {})) {
    if (!(target in definition.functions) && !(target in constants))
      complain(`alias '${alias}' of unknown '${target}'`);
  }
  for (const [path, { params }] of Object.entries(definition.functions)) {
    const types = Object.values(params);
    if (types.slice(0, -1).some((type) => type.rest)) complain(`'${path}': rest must be the last parameter`);
  }
  const { needs, wants = [] } = definition;
  return Object.freeze({ ...definition, needs: Object.freeze([...needs]), wants: Object.freeze([...wants]) });
}
