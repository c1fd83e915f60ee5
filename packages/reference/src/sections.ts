import type { ClassDefinition, FunctionDefinition, Metamethod, Type } from '@durable-lua/determinism';
import { paramsOf } from './signature.js';
import { absence, words, type Link } from './words.js';

const OPERATORS: Readonly<Record<Metamethod, (a: string, b: string) => string>> = {
  eq: (a, b) => `${a} == ${b}`,
  lt: (a, b) => `${a} < ${b}`,
  le: (a, b) => `${a} <= ${b}`,
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  mod: (a, b) => `${a} % ${b}`,
  idiv: (a, b) => `${a} // ${b}`,
  unm: (a) => `-${a}`,
  concat: (a, b) => `${a} .. ${b}`,
  len: (a) => `#${a}`,
  call: (a) => `${a}()`,
};

/** The section of a function: its call, what it does, its parameters, its results. */
export function functionSection(path: string, definition: FunctionDefinition, level: number, link: Link): string {
  const params = paramsOf(definition);
  const call = `${path}(${params.map(({ name, omissible }) => (omissible && name !== '...' ? `${name}?` : name)).join(', ')})`;
  const bullets = params.flatMap(({ name, type, omissible }) => [
    `- \`${name}\`: ${words(type, 'in', link)}${omissible || !type.optional ? absence(type) : ' or nil'}`,
    ...fieldBullets(type, 'in', link, '  '),
  ]);
  return [
    `${'#'.repeat(level)} \`${call}\``,
    ...(definition.doc === undefined ? [] : [definition.doc]),
    [...bullets, ...resultBullets(definition, link)].join('\n'),
  ].join('\n\n');
}

function resultBullets({ params, returns, badArguments = 'raise' }: FunctionDefinition, link: Link): readonly string[] {
  const { types, fallible, failure } = returns;
  const given = types.map((type) => `${words(type, 'out', link)}${type.optional ? ' or nil' : ''}`).join('; then ');
  const error = `[error](${link('error') ?? '#error'})`;
  const hasParams = Object.values(params).some(({ kind }) => kind !== 'value');
  const wrong = badArguments === 'raise' || !hasParams ? '' : ', also for an argument of a wrong type';
  const fails = fallible ? `; if it fails, \`${failure === false ? 'false' : 'nil'}\` and an ${error}${wrong}` : '';
  return [`- gives ${given}${fails}`, ...types.flatMap((type) => fieldBullets(type, 'out', link, '  '))];
}

/** The keys of a table, each on a line of its own, below the line of the table. */
function fieldBullets(type: Type<unknown>, way: 'in' | 'out', link: Link, indent: string): readonly string[] {
  if (type.kind === 'oneOf') return (type.choices ?? []).flatMap((choice) => fieldBullets(choice, way, link, indent));
  if (type.kind === 'list' || type.kind === 'map') return fieldBullets(type.of as Type<unknown>, way, link, indent);
  return Object.entries(type.fields ?? {}).flatMap(([key, field]) => [
    `${indent}- \`${key}\`: ${words(field, way, link)}${absence(field)}`,
    ...fieldBullets(field, way, link, `${indent}  `),
  ]);
}

/** The section of a class: its operators and its methods. */
export function classSection(definition: ClassDefinition, level: number, link: Link): string {
  const { name, doc, methods, metamethods = {}, item, tostring, toPayload } = definition;
  const self = (name.split('.').at(-1) as string).toLowerCase().replaceAll(' ', '_');
  const operators = Object.entries(metamethods).map(([operator, { params, returns, doc: said }]) => {
    const other = Object.values(params)[1];
    const shown = OPERATORS[operator as Metamethod](
      self,
      other === undefined ? '' : operandName(operator, other, self),
    );
    const gives = returns.types.map((type) => words(type, 'out', link)).join('; then ');
    return `- \`${shown}\` gives ${gives}${said === undefined ? '' : `. ${said}`}`;
  });
  const abilities = [
    ...operators,
    ...(item === undefined ? [] : [`- \`${self}[1]\`, \`${self}[2]\` …: its items`]),
    ...(tostring === undefined ? [] : [`- \`tostring(${self})\` gives its text`]),
    toPayload === undefined ? '- cannot be sent' : '- can be sent: as an argument, a result, a message',
  ];
  return [
    `${'#'.repeat(level)} ${name}`,
    ...(doc === undefined ? [] : [doc]),
    abilities.join('\n'),
    ...Object.entries(methods).map(([method, fn]) => functionSection(`${self}:${method}`, fn, level + 1, link)),
  ].join('\n\n');
}

/** A name for the other operand. */
function operandName(operator: string, type: Type<unknown>, self: string): string {
  if (['eq', 'lt', 'le'].includes(operator)) return 'other';
  return type.kind === 'instance' && !type.className?.toLowerCase().endsWith(self)
    ? (type.className?.split('.').at(-1)?.toLowerCase() ?? 'other')
    : 'other';
}
