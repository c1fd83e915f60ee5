import type { Metamethod, ModuleDefinition } from '@durable-lua/determinism';
import { makersOf } from './callable.js';
import { OF_EACH_TYPE } from './samples.js';
import type { KitOptions } from '../options.js';

const BINARY: Partial<Readonly<Record<Metamethod, string>>> = {
  eq: '==',
  lt: '<',
  le: '<=',
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  mod: '%',
  idiv: '//',
  concat: '..',
};

export interface Operators {
  readonly className: string;
  /** Lua expressions with operands of every type on either side; undefined when no object can be made. */
  readonly calls?: readonly string[];
}

/** What the operators of a module's classes may be asked. */
export function operatorsOf(definition: ModuleDefinition, options: KitOptions): readonly Operators[] {
  const makers = makersOf(definition, options);
  const classes = definition.classes ?? [];
  return classes
    .filter(({ metamethods = {} }) => Object.keys(metamethods).length > 0)
    .map(({ name, metamethods = {} }) => {
      const self = makers.get(name);
      if (self === undefined) return { className: name };
      const calls = (Object.keys(metamethods) as Metamethod[]).flatMap((event) => asked(event, self));
      return { className: name, calls };
    });
}

function asked(event: Metamethod, self: string): readonly string[] {
  if (event === 'len') return [`#${self}`];
  if (event === 'unm') return [`-${self}`];
  if (event === 'call') return OF_EACH_TYPE.map((any) => `${self}(${any})`);
  const sign = BINARY[event];
  return [self, ...OF_EACH_TYPE].flatMap((any) => [`${self} ${sign} ${any}`, `${any} ${sign} ${self}`]);
}
