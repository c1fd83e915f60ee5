import { dereference, type Schema, type SchemaDraft } from '@cfworker/json-schema';
import { LinearPattern } from './linear-pattern.js';
import { unusable } from './unusable.js';
import { ONE_SCHEMA, SCHEMA_LIST, SCHEMA_MAP } from './schema-tree.js';

export interface Compiled {
  readonly schema: Schema | boolean;
  readonly draft: SchemaDraft;
  readonly lookup: Record<string, Schema | boolean>;
  /** Its patterns, and the keys of its patternProperties. */
  readonly patterns: ReadonlyMap<string, LinearPattern>;
  /** Whether one of its schemas has the keyword uniqueItems. */
  readonly comparesItems: boolean;
}

const DRAFTS: Readonly<Record<string, SchemaDraft>> = {
  'https://json-schema.org/draft/2020-12/schema': '2020-12',
  'http://json-schema.org/draft-07/schema': '7',
};

const TYPES = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);

/** Keywords whose schemas see the same value: a circle of references through them alone would never end. */
const SAME_VALUE = new Set([
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentSchemas',
  'dependencies',
]);

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
const isNumber = (value: unknown) => typeof value === 'number' || typeof value === 'bigint';
const isTexts = (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === 'string');
const isType = (value: unknown) => typeof value === 'string' && TYPES.has(value);

type Rule = readonly [fits: (value: unknown) => boolean, expected: string];
const NUMBER: Rule = [isNumber, 'a number'];
const COUNT: Rule = [isCount, 'a whole number from 0'];
const TEXT: Rule = [(value) => typeof value === 'string', 'a string'];

const RULES: Readonly<Record<string, Rule>> = {
  type: [
    (value) => isType(value) || (Array.isArray(value) && value.length > 0 && value.every(isType)),
    `one of ${[...TYPES].join(', ')}, or a list of them`,
  ],
  enum: [(value) => Array.isArray(value), 'a list'],
  required: [isTexts, 'a list of strings'],
  minimum: NUMBER,
  maximum: NUMBER,
  exclusiveMinimum: NUMBER,
  exclusiveMaximum: NUMBER,
  multipleOf: [(value) => isNumber(value) && (value as number) > 0, 'a number above 0'],
  minLength: COUNT,
  maxLength: COUNT,
  minItems: COUNT,
  maxItems: COUNT,
  minProperties: COUNT,
  maxProperties: COUNT,
  minContains: COUNT,
  maxContains: COUNT,
  uniqueItems: [(value) => typeof value === 'boolean', 'a boolean'],
  pattern: [isPattern, 'a regular expression'],
  format: TEXT,
  $ref: TEXT,
  $id: TEXT,
  $anchor: TEXT,
  dependentRequired: [
    (value) => isObject(value) && Object.values(value).every(isTexts),
    'an object of lists of strings',
  ],
};

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    return new RegExp(value, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/**
 * A schema, checked whole and with its references resolved, so that a mistake in it is not taken for one in a value.
 * @param pay takes units of the budget: each look of a schema at a value pays.
 * @throws LuaError `INVALID` that names the place in the schema.
 */
export function compile(plain: unknown, pay: (units: number) => void): Compiled {
  if (typeof plain !== 'boolean' && !isObject(plain)) throw unusable('expected an object');
  const { $schema } = isObject(plain) ? plain : {};
  const draft = $schema === undefined ? '2020-12' : DRAFTS[String($schema).replace(/#$/, '')];
  if (draft === undefined) throw unusable(`$schema ${JSON.stringify(String($schema))}: expected draft 2020-12 or 07`);
  let lookup: Compiled['lookup'];
  try {
    lookup = dereference(plain);
  } catch (error) {
    throw unusable((error as Error).message);
  }
  const checker = new Checker(draft, lookup, pay);
  checker.check(plain, '#');
  checker.refuseCircles();
  return { schema: plain, draft, lookup, patterns: checker.patterns, comparesItems: checker.comparesItems };
}

/** What each schema costs that is checked and made ready for use, in units of the budget. */
const SCHEMA_UNITS = 400;

class Checker {
  /** Each schema with those that see the same value as it. */
  private readonly sameValue = new Map<Schema, Schema[]>();
  readonly patterns = new Map<string, LinearPattern>();
  comparesItems = false;

  constructor(
    private readonly draft: SchemaDraft,
    private readonly lookup: Compiled['lookup'],
    private readonly pay: (units: number) => void,
  ) {}

  /** `outer` sees the same value as this schema. */
  check(schema: unknown, place: string, outer?: Schema): void {
    if (typeof schema === 'boolean') return;
    if (!isObject(schema)) throw unusable(`${place}: a schema is an object or a boolean`);
    if (outer !== undefined) this.sameValue.get(outer)?.push(schema);
    if (this.sameValue.has(schema)) return;
    this.sameValue.set(schema, []);
    this.pay(SCHEMA_UNITS);
    this.charge(schema);
    // Draft 07 ignores what stands beside a reference.
    if (schema.$ref === undefined || this.draft !== '7') {
      for (const [key, value] of Object.entries(schema)) this.checkKeyword(key, value, `${place}/${key}`, schema);
    }
    if (schema.$ref !== undefined) this.checkReference(schema, place);
  }

  /** A circle among schemas that see the same value would never end. Through a member or an item it does. */
  refuseCircles(): void {
    const done = new Set<Schema>();
    const open = new Set<Schema>();
    const visit = (schema: Schema): void => {
      if (open.has(schema)) throw unusable('its references lead in a circle');
      if (done.has(schema)) return;
      open.add(schema);
      this.sameValue.get(schema)?.forEach(visit);
      open.delete(schema);
      done.add(schema);
    };
    for (const schema of this.sameValue.keys()) visit(schema);
  }

  /**
   * Lets each look at a value pay. The validator reads this keyword, which no schema may have, once whenever it compares a value
   * with a schema.
   */
  private charge(schema: Schema): void {
    // The validator's own expression for this format, which no draft has, takes exponential time.
    if (schema.format === 'url') schema.format = 'uri';
    const lists = [schema.enum, schema.required].map((list) => (Array.isArray(list) ? list.length : 0));
    const units = 60 + 2 * Object.keys(schema.properties ?? {}).length + lists.reduce((a, b) => a + b, 0);
    Object.defineProperty(schema, '$recursiveRef', { get: () => this.pay(units), configurable: true });
  }

  private checkKeyword(key: string, value: unknown, place: string, schema: Schema): void {
    const [fits, expected] = (Object.hasOwn(RULES, key) && RULES[key]) || [];
    if (fits !== undefined && !fits(value)) throw unusable(`${place}: expected ${expected}`);
    if (key === 'uniqueItems' && value === true) this.comparesItems = true;
    if (key === 'pattern') this.patterns.set(value as string, new LinearPattern(value as string, this.pay));
    if (key === '$dynamicRef' || key === '$recursiveRef') throw unusable(`${place}: ${key} is not supported, use $ref`);
    const outer = SAME_VALUE.has(key) ? schema : undefined;
    if (key === 'items' && Array.isArray(value)) {
      if (this.draft !== '7') throw unusable(`${place}: a list belongs to prefixItems since draft 2020-12`);
      value.forEach((item, index) => this.check(item, `${place}/${index}`));
    } else if (ONE_SCHEMA.has(key)) {
      this.check(value, place, outer);
    } else if (SCHEMA_LIST.has(key)) {
      if (!Array.isArray(value) || value.length === 0) throw unusable(`${place}: expected a list of schemas`);
      value.forEach((item, index) => this.check(item, `${place}/${index}`, outer));
    } else if (SCHEMA_MAP.has(key) || key === 'dependencies') {
      if (!isObject(value)) throw unusable(`${place}: expected an object of schemas`);
      this.checkMembers(key, value, place, outer);
    }
  }

  private checkMembers(key: string, members: Schema, place: string, outer: Schema | undefined): void {
    for (const [name, member] of Object.entries(members)) {
      if (key === 'patternProperties' && !isPattern(name))
        throw unusable(`${place}: '${name}' is no regular expression`);
      if (key === 'patternProperties') this.patterns.set(name, new LinearPattern(name, this.pay));
      if (key !== 'dependencies' || !isTexts(member)) this.check(member, `${place}/${name}`, outer);
    }
  }

  private checkReference(schema: Schema, place: string): void {
    const target = this.lookup[schema.__absolute_ref__ ?? String(schema.$ref)];
    if (target === undefined) {
      throw unusable(
        `${place}/$ref: '${schema.$ref}' is not in the schema, and schemas from elsewhere are not fetched: put it under $defs`,
      );
    }
    this.check(target, String(schema.$ref), schema);
  }
}
