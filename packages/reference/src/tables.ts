import type { OptionSet, Type } from '@durable-lua/determinism';
import type { Way } from './lua-types.js';

/** The longest table type that stands inside a line; a longer one becomes a class of its own. */
const INLINE = 60;

export interface NamedTable {
  readonly name: string;
  readonly fields: Readonly<Record<string, Type<unknown>>>;
  readonly way: Way;
}

/** Tables with known keys that got a name, each where it is first used. */
export class Tables {
  private readonly names = new Map<object, string>();
  private fresh: NamedTable[] = [];
  private readonly sets = new Set<OptionSet<object>>();
  private freshSets: OptionSet<object>[] = [];

  /** The name of a table that is too long to be written in place. `optional` copies a type, so its fields identify it. */
  nameOf({ fields = {} }: Type<unknown>, way: Way, wish: string, inline: string): string | undefined {
    const known = this.names.get(fields);
    if (known !== undefined || inline.length <= INLINE) return known;
    this.names.set(fields, wish);
    this.fresh.push({ name: wish, fields, way });
    return wish;
  }

  /** The name of a table of options. */
  nameOfOptions(set: OptionSet<object>): string {
    if (!this.sets.has(set)) this.freshSets.push(set);
    this.sets.add(set);
    return set.name;
  }

  /** The tables of options that were named since the last time. */
  takeFreshOptions(): readonly OptionSet<object>[] {
    const { freshSets } = this;
    this.freshSets = [];
    return freshSets;
  }

  /** The tables that were named since the last time. */
  takeFresh(): readonly NamedTable[] {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }
}
