import type { Capabilities, CapabilityName } from './capabilities.js';
import type { Blocking, LuaServices, Presented } from './lua.js';
import type { Operation } from './operation.js';
import type { Args, Params, Returns, Type } from './types.js';
import { nothing, returns as single } from './types.js';
import { isLuaName } from './lua-name.js';
import { didYouMean } from './nearest.js';
import type { NamesOf } from './options/known-names.js';

/**
 * What a function body gets first: the capabilities that its module or class declared, and the services of the VM. Without
 * declared capabilities only `lua`.
 */
export type Env<N extends CapabilityName = never> = Pick<Capabilities, N> & { readonly lua: LuaServices };

/**
 * A body returns its result at once, or a promise or an operation (the calling coroutine waits), or a `Blocking` from
 * the VM's services (it waits without a promise).
 */
export type Outcome<R> = R | Promise<R> | Operation<R> | Blocking<R>;

/**
 * What a wrong Lua type does: `raise` a Lua error with position, or `return` the failure value and an `INVALID` error. A bad
 * duration is raised as an `INVALID` error object, whichever way it is wrong.
 */
export type BadArguments = 'raise' | 'return';

/** A function of a module or a method of a class, as the VM calls it. */
export interface FunctionDefinition {
  readonly doc: string | undefined;
  readonly params: Params;
  readonly returns: Returns<unknown>;
  /** Undefined until a module or class has it: then its own, or theirs. */
  readonly badArguments: BadArguments | undefined;
  /** A method's object is the argument `self`. */
  readonly body: (env: Env<CapabilityName>, args: Readonly<Record<string, unknown>>) => unknown;
}

/** What a body gets among its arguments beside the declared ones: nothing as a function, its object as a method. */
export type Plain = Readonly<Record<never, never>>;
export interface Self<T> {
  readonly self: T;
}

/** A function whose body uses the environment `E`, called with `S` among its arguments. */
export interface Fn<E = Env, S = Plain> extends FunctionDefinition {
  /** Only for inference; never present. */
  readonly __body?: (env: E, self: S) => void;
}

export interface FunctionSpec<P extends Params, R> {
  /** One sentence for the reference pages and for editors. */
  readonly doc?: string;
  /** In order, by name. */
  readonly params?: P;
  readonly returns?: Returns<R> | Type<unknown, R>;
  /** Where it is not what the module or class says. */
  readonly badArguments?: BadArguments;
}

/**
 * A function of a module, or a method of a class: its description and its body. The body gets the environment, the checked
 * arguments by name; as a method, its object is the argument `self`.
 * @throws TypeError when the description is none, which TypeScript says sooner: a mistake of the binding's author.
 */
export function fn<P extends Params = Plain, R = void, E = Env, S = Plain>(
  spec: FunctionSpec<P, R>,
  body: (env: E, args: Args<P> & S) => Outcome<NoInfer<R>>,
): Fn<E, S> {
  onlyNames('fn', spec, SPEC_NAMES);
  const { doc, params, returns = nothing as Type<unknown, never>, badArguments } = spec;
  for (const [name, type] of Object.entries(params ?? {})) checkType(`fn: params.${name}`, type);
  checkType('fn: returns', returns);
  if (typeof body !== 'function')
    throw new TypeError(`fn: a function as the second argument expected, got ${got(body)}`);
  return Object.freeze({
    doc,
    params: Object.freeze({ ...params }),
    returns: 'types' in returns ? returns : single(returns),
    badArguments,
    // Which capabilities, arguments and objects it gets is checked where it is put into a module or a class.
    body: body as FunctionDefinition['body'],
  });
}

const SPEC_NAMES: NamesOf<FunctionSpec<Params, unknown>> = {
  doc: true,
  params: true,
  returns: true,
  badArguments: true,
};

/** Refuses what the compiler refuses of modules in TypeScript. */
function onlyNames(what: string, given: object, known: Readonly<Record<string, true>>): void {
  if (typeof given !== 'object') throw new TypeError(`${what}: an object expected, got ${got(given)}`);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue;
    const names = Object.keys(known);
    throw new TypeError(`${what}: unknown '${name}'${didYouMean(name, names) || `; there are ${names.join(', ')}`}`);
  }
}

function checkType(what: string, type: unknown): void {
  if (typeof type === 'object' && type !== null && ('kind' in type || 'types' in type)) return;
  const hint = typeof type === 'function' ? ': call it' : ', such as string or integer()';
  throw new TypeError(`${what}: a type expected, got ${got(type)}${hint}`);
}

const got = (value: unknown): string =>
  typeof value === 'string'
    ? JSON.stringify(value)
    : value === null || value === undefined
      ? String(value)
      : `a ${typeof value}`;

/** Lua's operators; both operands are declared as parameters. */
export type Metamethod =
  'eq' | 'lt' | 'le' | 'add' | 'sub' | 'mul' | 'div' | 'mod' | 'idiv' | 'unm' | 'concat' | 'len' | 'call';

/** A userdata class, as the VM sees it. */
export interface ClassDefinition {
  /** The type of its objects, for parameters and results. */
  readonly type: Type<unknown>;
  /** As shown by `type` errors and `getmetatable`: `time.Duration`. Also its identity, across copies of a package. */
  readonly name: string;
  readonly doc: string | undefined;
  readonly methods: Readonly<Record<string, FunctionDefinition>>;
  readonly metamethods: Partial<Readonly<Record<Metamethod, FunctionDefinition>>>;
  tostring?(self: unknown): string;
  item?(self: unknown, index: number): Presented | undefined;
  toPayload?(self: unknown): Presented;
  from?(given: unknown): unknown;
}

/** A class of objects `T` whose methods use the environment `E`. */
export interface Class<T, E> extends ClassDefinition {
  readonly type: Type<T>;
  /** Only for inference; never present. */
  readonly __env?: (env: E) => void;
}

/**
 * A userdata class. Objects are plain TypeScript objects; Lua sees methods and operators, never fields.
 * @param header the type of the objects, made by `instance<T>('geo.Point')`, and the capabilities that methods use: the
 *   module of the class must declare them too.
 */
export function defineClass<T, const N extends CapabilityName = never>(
  header: {
    readonly type: Type<T>;
    readonly doc?: string | undefined;
    readonly needs?: readonly N[];
    /** For methods that give errors as results; `raise` if not given. */
    readonly badArguments?: BadArguments;
  },
  body: {
    readonly methods?: Readonly<Record<string, Fn<Env<NoInfer<N>>, Self<T>>>>;
    readonly metamethods?: Partial<Readonly<Record<Metamethod, Fn<Env<NoInfer<N>>>>>>;
    readonly tostring?: (self: T) => string;
    /** What a whole number as key gives, from 1: then `object[2]` and `ipairs(object)` work. Undefined is nil. */
    readonly item?: (self: T, index: number) => Presented | undefined;
    /** What crosses a border instead of the object. Without it the object cannot be sent. */
    readonly toPayload?: (self: T) => Presented;
    /** Makes a `T` of what other modules, which do not know the class, give for one: a Time of Unix milliseconds. */
    readonly from?: (given: unknown) => unknown;
  },
): Class<T, Env<N>> {
  // A class may be given for either, with changes.
  onlyNames('defineClass', header, CLASS_NAMES);
  onlyNames('defineClass', body, CLASS_NAMES);
  const { type, doc, badArguments } = header;
  const { methods = {}, metamethods = {}, ...rest } = body;
  return Object.freeze({
    ...(rest as Pick<ClassDefinition, 'tostring' | 'item' | 'toPayload' | 'from'>),
    type,
    name: type.expected,
    doc,
    methods: withBadArguments(methods, badArguments),
    metamethods: withBadArguments(metamethods as Readonly<Record<string, FunctionDefinition>>, badArguments),
  });
}

const CLASS_NAMES: NamesOf<ClassDefinition & Parameters<typeof defineClass>[0]> = {
  type: true,
  name: true,
  doc: true,
  needs: true,
  badArguments: true,
  methods: true,
  metamethods: true,
  tostring: true,
  item: true,
  toPayload: true,
  from: true,
};

/** A constant: a plain value (a whole number is a Lua integer), or an object with its class. */
export type Constant = boolean | number | bigint | string | Presented;

/** What a module is called and may use. */
export interface ModuleHeader<N extends CapabilityName = CapabilityName, W extends CapabilityName = CapabilityName> {
  /** The name `require` takes. */
  readonly name: string;
  readonly summary: string;
  /** Capabilities the bodies may use; a host that lacks one refuses the module. None if not given. */
  readonly needs?: readonly N[];
  /** Capabilities for a part of the module: where the host lacks one, what uses it gives an `INVALID` error. */
  readonly wants?: readonly W[];
  /** What wrong Lua types do in functions that give errors as results and do not say it themselves; `raise` if not given. */
  readonly badArguments?: BadArguments;
  /** Its functions may be called as methods too: `logger:info(…)` is `logger.info(…)`. */
  readonly callableAsMethods?: boolean;
  /** Present when the module may not be used in a workflow: what to use instead. */
  readonly barredInWorkflows?: string;
}

/**
 * A Lua module as data. Names with dots become nested tables: `random.bytes`. `defineModule` makes it; what may be absent is
 * absent in one that is written as a plain object.
 */
export interface ModuleDefinition extends Omit<ModuleHeader, 'badArguments'> {
  readonly needs: readonly CapabilityName[];
  readonly functions: Readonly<Record<string, FunctionDefinition>>;
  /** Other names of functions or constants: the very same Lua value. */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly constants?:
    Readonly<Record<string, Constant>> | ((env: Env<CapabilityName>) => Readonly<Record<string, Constant>>);
  readonly classes?: readonly ClassDefinition[];
}

/**
 * A Lua module: what it is called and needs, and what is in it. Bodies get the capabilities named in the header, and no
 * others: one that uses more does not compile.
 * @throws TypeError when a name is not valid Lua or an alias has no target: a mistake of the binding's author.
 */
export function defineModule<const N extends CapabilityName = never, const W extends CapabilityName = never>(
  header: ModuleHeader<N, W>,
  body: {
    readonly functions: Readonly<Record<string, Fn<Env<NoInfer<N | W>>>>>;
    /** Other names of functions or constants: the very same Lua value. */
    readonly aliases?: Readonly<Record<string, string>>;
    readonly constants?:
      Readonly<Record<string, Constant>> | ((env: Env<NoInfer<N | W>>) => Readonly<Record<string, Constant>>);
    readonly classes?: readonly Class<unknown, Env<NoInfer<N | W>>>[];
  },
): ModuleDefinition {
  const { badArguments, needs = [], wants = [], ...facts } = header;
  const { functions, aliases = {}, constants = {}, classes = [] } = body;
  const complain = (text: string): never => {
    throw new TypeError(`module '${header.name}': ${text}`);
  };
  onlyNames(`module '${header.name}'`, header, HEADER_NAMES);
  onlyNames(`module '${header.name}'`, body, MODULE_NAMES);
  if (!isLuaName(header.name)) complain('the name must be a Lua name');
  if (typeof header.summary !== 'string') complain('summary: a sentence about it expected');
  for (const [name, list] of Object.entries({ needs, wants })) {
    if (!Array.isArray(list)) complain(`${name}: a list of capabilities expected, got ${got(list)}`);
  }
  for (const [path, one] of Object.entries(functions)) {
    if (typeof one !== 'object' || !('body' in one)) complain(`'${path}': fn({ … }, body) expected, got ${got(one)}`);
  }
  const named = typeof constants === 'object' ? constants : {};
  for (const path of [...Object.keys(functions), ...Object.keys(named)]) {
    for (const part of path.split('.')) {
      if (!isLuaName(part)) complain(`'${path}' is not a Lua name`);
    }
  }
  for (const [alias, target] of Object.entries(aliases)) {
    if (!(target in functions) && !(target in named)) complain(`alias '${alias}' of unknown '${target}'`);
  }
  for (const [path, { params }] of Object.entries(functions)) {
    const types = Object.values(params);
    if (types.slice(0, -1).some((type) => type.rest)) complain(`'${path}': rest must be the last parameter`);
  }
  return Object.freeze({
    ...facts,
    needs: Object.freeze([...needs]),
    wants: Object.freeze([...wants]),
    functions: withBadArguments(functions, badArguments),
    aliases,
    // As with bodies: what it gets was checked above, by the types.
    constants: constants,
    classes,
  });
}

const HEADER_NAMES: NamesOf<ModuleHeader> = {
  name: true,
  summary: true,
  needs: true,
  wants: true,
  badArguments: true,
  callableAsMethods: true,
  barredInWorkflows: true,
};
const MODULE_NAMES: NamesOf<Parameters<typeof defineModule>[1]> = {
  functions: true,
  aliases: true,
  constants: true,
  classes: true,
};

/** The same functions, each with what a wrong type does. Only a function that gives errors as results can return one. */
function withBadArguments(
  functions: Readonly<Record<string, FunctionDefinition>>,
  byDefault: BadArguments = 'raise',
): Readonly<Record<string, FunctionDefinition>> {
  // One function under two names stays one.
  const made = new Map<FunctionDefinition, FunctionDefinition>();
  const resolved = (definition: FunctionDefinition): FunctionDefinition => {
    let one = made.get(definition);
    if (one === undefined) {
      const badArguments = definition.badArguments ?? (definition.returns.fallible ? byDefault : 'raise');
      made.set(definition, (one = Object.freeze({ ...definition, badArguments })));
    }
    return one;
  };
  return Object.freeze(Object.fromEntries(Object.entries(functions).map(([name, one]) => [name, resolved(one)])));
}
