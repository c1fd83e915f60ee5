import {
  ERROR_KINDS,
  LuaError,
  boolean,
  canonicalKind,
  defineModule,
  errorClass,
  fn,
  integer,
  list,
  oneOf,
  optional,
  record,
  returns,
  string,
  table,
  value,
  type LuaErrorOptions,
  type LuaServices,
} from '@durable-lua/determinism';
import { callStack } from './call-stack.js';

const errorType = errorClass.type;

const description = table({
  message: string,
  kind: optional(string),
  retryable: optional(boolean),
  details: optional(record),
});

function paidStack(lua: LuaServices, traceback: string): ReturnType<typeof callStack> {
  lua.pay(traceback.length);
  return callStack(traceback);
}

const stackType = table({
  thread: string,
  frames: list(table({ source: string, line: integer(), name: optional(string) })),
});

/** What an error costs beside its traceback, in units of work: JavaScript notes where it was made. */
const NEW_UNITS = 700;

/** `new(message)`, `new(kind, message, details)` and `new{…}` as one. */
function optionsOf(
  first: string | LuaErrorOptions,
  message?: string,
  details?: LuaErrorOptions['details'],
): LuaErrorOptions {
  if (typeof first !== 'string') return first;
  return message === undefined ? { message: first } : { kind: first, message, details };
}

/** The Lua module `errors`: structured errors, their kinds, and context around them. */
export const errors = defineModule(
  {
    name: 'errors',
    summary: 'Structured errors with kind, message, retryable and details.',
  },
  {
    functions: {
      new: fn(
        {
          doc: 'An error from a message, from a kind, a message and details, or from a table with these and retryable.',
          params: {
            first: oneOf(string, description),
            message: optional(string),
            details: optional(record),
          },
          returns: returns(errorType),
        },
        ({ lua }, { first, message, details }) => {
          lua.pay(NEW_UNITS);
          return new LuaError({
            ...optionsOf(first as string | LuaErrorOptions, message, details),
            luaStack: lua.traceback(),
          });
        },
      ),
      wrap: fn(
        {
          doc: 'An error that says more in its text and else is as the inner one; a string becomes one of kind UNKNOWN.',
          params: { err: optional(oneOf(errorType, string)), context: string },
          returns: optional(errorType),
        },
        ({ lua }, { err, context }) => {
          if (err === undefined) return undefined;
          lua.pay(NEW_UNITS);
          const inner = typeof err === 'string' ? new LuaError({ message: err, luaStack: lua.traceback() }) : err;
          return inner.wrap(context);
        },
      ),
      is: fn(
        {
          doc: 'Whether err is an error of this kind, in any spelling.',
          params: { err: value, kind: string },
          returns: boolean,
        },
        ({ lua }, { err, kind }) =>
          lua.typeOf(err) === errorClass.name && lua.as(err, errorType).kind === canonicalKind(kind),
      ),
      call_stack: fn(
        {
          doc: 'The Lua functions that were running when the error was made, innermost first; nil where that is unknown.',
          params: { err: value },
          returns: optional(stackType),
        },
        ({ lua }, { err }) =>
          lua.typeOf(err) === errorClass.name ? paidStack(lua, lua.as(err, errorType).luaStack) : undefined,
      ),
    },
    constants: Object.fromEntries(ERROR_KINDS.map((kind) => [kind, kind])),
  },
);
