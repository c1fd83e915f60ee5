/** A promise that is settled from elsewhere, once. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  settled = false;
  private readonly settle: { resolve: (value: T) => void; reject: (error: unknown) => void };

  constructor() {
    let settle!: typeof this.settle;
    this.promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
    // Who asks hears of it; that nobody asks is no mistake.
    this.promise.catch(() => undefined);
    this.settle = settle;
  }

  resolve(value: T): void {
    this.settled = true;
    this.settle.resolve(value);
  }

  reject(error: unknown): void {
    this.settled = true;
    this.settle.reject(error);
  }
}
