/** Who answers: a Lua function, or a function of TypeScript on the same HTTP server and the same router. */
export const HTTP_SIDES = ['plain', 'lua'] as const;
export type HttpSide = (typeof HTTP_SIDES)[number];

export type HttpMethods = {
  /** Begins to listen; the URL. */
  start(side: HttpSide): Promise<string>;
  /** Milliseconds of CPU that this process has used. */
  cpu(argument: null): number;
  stop(argument: null): Promise<void>;
};
