import createRouter, { type HTTPMethod } from 'find-my-way';

/** A path as it was found: whose it is, and what the parameters stand for. */
export interface Found<T> {
  readonly target: T;
  readonly params: ReadonlyMap<string, string>;
}

interface Stored<T> {
  readonly target: T;
  /** The name of the parameter for the rest of the path. */
  readonly rest: string | undefined;
}

/** Longer than any request line that Node takes. */
const LONGEST_PARAMETER = 64 * 1024;

/** Routes with `{name}` and, at the end, `{rest...}`. Of several that match, the one with more fixed parts counts. */
export class Routes<T extends object> {
  private readonly router = createRouter({ maxParamLength: LONGEST_PARAMETER });
  private readonly methods = new Set<string>();

  add(method: string, route: string, target: T): void {
    const pattern = route
      .replaceAll(':', '::')
      .replace(/\{\w+\.\.\.\}$/, '*')
      .replace(/\{(\w+)\}/g, ':$1');
    const stored: Stored<T> = { target, rest: /\{(\w+)\.\.\.\}$/.exec(route)?.[1] };
    this.methods.add(method);
    this.router.on(method as HTTPMethod, pattern, () => undefined, stored);
  }

  /** @param path encoded, without the query; a slash at its end makes no difference, unless a route asks for what follows it */
  find(method: string, path: string): Found<T> | undefined {
    const found = this.router.find(method as HTTPMethod, path);
    if (found === null) return path.length > 1 && path.endsWith('/') ? this.find(method, path.slice(0, -1)) : undefined;
    const { target, rest } = found.store as Stored<T>;
    const params = new Map<string, string>();
    for (const [name, value = ''] of Object.entries(found.params))
      params.set(name === '*' ? (rest ?? name) : name, value);
    return { target, params };
  }

  /** The methods that a path has, in the order of the routes; with GET also HEAD. */
  methodsOf(path: string): readonly string[] {
    const own = [...this.methods].filter((method) => this.find(method, path) !== undefined);
    return own.includes('GET') && !own.includes('HEAD') ? [...own, 'HEAD'] : own;
  }
}
