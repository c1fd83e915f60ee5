/**
 * What came lately, by ID: at least as long as Temporal may repeat an attempt of an internal activity (five attempts of 40 s
 * at most), and not much longer, so that a process may live for ever.
 */
export class Recent<T> {
  private young = new Map<string, T>();
  private old = new Map<string, T>();
  private since = 0;

  constructor(
    private readonly now: () => number = () => Date.now(),
    private readonly keepMs = 600_000,
  ) {}

  get(id: string): T | undefined {
    return this.young.get(id) ?? this.old.get(id);
  }

  add(id: string, item: T): void {
    if (this.now() - this.since > this.keepMs) {
      this.old = this.young;
      this.young = new Map();
      this.since = this.now();
    }
    this.young.set(id, item);
  }

  delete(id: string): void {
    this.young.delete(id);
    this.old.delete(id);
  }
}
