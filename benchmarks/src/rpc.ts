/** Calls over the IPC channel of a child process: what a program serves, as methods. */
export type Methods = Record<string, (argument: never) => unknown>;

export interface Request {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

export type Response = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

/** Serves the parent of this process, and ends with it. */
export function serve(methods: Methods): void {
  process.on(
    'message',
    (request: Request) => void answer(methods, request).then((response) => process.send?.(response)),
  );
  process.on('disconnect', () => process.exit(0));
  // A Ctrl-C reaches the whole group: the parent stops its children in order.
  process.on('SIGINT', () => undefined);
}

async function answer(methods: Methods, { id, method, argument }: Request): Promise<Response> {
  try {
    const serving = methods[method];
    if (serving === undefined) throw new Error(`no method '${method}'`);
    // eslint-disable-next-line no-restricted-syntax -- each method declares its own argument; both ends are ours
    return { id, value: await serving(argument as never) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
