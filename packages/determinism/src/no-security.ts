import { fn } from './define.js';
import { invalid } from './errors.js';
import { optional, value, type Type } from './types.js';

/** The methods of a builder by which another runtime hands on who acts. Here nobody would check it, so that they say so. */
export function withoutSecurity<T>(type: Type<T>) {
  const refused = (method: string, what: string) =>
    fn(
      {
        doc: `Raises an INVALID error: there is no security system. Give ${what} by with_context, and check it where it counts.`,
        params: { identity: optional(value) },
        returns: type,
      },
      (): T => {
        throw invalid(
          `${method}: this runtime has no security system that would check it: ` +
            `give ${what} by with_context, and check it where it counts`,
        );
      },
    );
  return { with_actor: refused('with_actor', 'who acts'), with_scope: refused('with_scope', 'what is allowed') };
}
