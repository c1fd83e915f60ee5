const NAME = '[A-Za-z_]\\w*';
/** Of a path as people write it: not encoded, without what has a meaning in URLs or in patterns. */
const LITERAL = '[^/{}*?#%:\\s][^/{}*?#%\\s]*';
const SEGMENTS = `/(?:(?:${LITERAL}|\\{${NAME}\\}|:${NAME})(?:/|$))*`;

/** The forms of the paths of HTTP entries. */
export const ROUTE = {
  path: {
    pattern: new RegExp(`^${SEGMENTS}(?:\\{${NAME}\\.\\.\\.\\})?$`),
    expected: 'a path such as /orders, /orders/{id} or, for all below, /files/{rest...}',
  },
  prefix: { pattern: new RegExp(`^${SEGMENTS}$`), expected: 'a path such as /api or /shops/{shop}' },
} as const;

/** A path behind a prefix in the one form in which routes are compared: `/api/orders/{id}`. */
export function routeOf(prefix: string, path: string): string {
  const parts = `${prefix}/${path}`.split('/').filter((part) => part !== '');
  return `/${parts.map((part) => (part.startsWith(':') ? `{${part.slice(1)}}` : part)).join('/')}`;
}

/** What two routes have in common that match the same paths. */
export const shapeOf = (route: string): string => route.replace(/\{\w+(\.\.\.)?\}/g, '{$1}');

/** The names of its parameters. */
export const parametersOf = (route: string): string[] =>
  [...route.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].map(([, name]) => name as string);
