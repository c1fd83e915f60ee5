/** Keeps what is alike once, by its JSON; what it is given must be plain data. */
export class Interner<T> {
  readonly items: T[] = [];
  private readonly known = new Map<string, number>();

  /** The number of something alike. */
  of(item: T): number {
    const key = typeof item === 'string' ? item : JSON.stringify(item);
    let index = this.known.get(key);
    if (index === undefined) {
      index = this.items.push(item) - 1;
      this.known.set(key, index);
    }
    return index;
  }
}
