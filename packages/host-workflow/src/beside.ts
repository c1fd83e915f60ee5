import { log, workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow';
import type { ContextValues } from '@durable-lua/determinism';
import { readContext, setConversion, withContext, type Headers } from '@durable-lua/temporal-wire';
import { interceptors, notEagerOn } from './interceptors.js';
import { theProgram } from './program.js';

type SdkHeaders = Record<string, never>;

/**
 * The interceptors of a bundle that holds workflows of TypeScript beside those of Lua.
 * @param workflows what the module of these exports, by workflow type
 */
export const interceptorsBeside =
  (workflows: Readonly<Record<string, unknown>>): (() => WorkflowInterceptors) =>
  () => {
    const { workflowType } = workflowInfo();
    if (typeof workflows[workflowType] !== 'function') return interceptors();
    const entry = theProgram().types.get(workflowType);
    if (entry === undefined) return ofTypeScript();
    throw new Error(
      `'${workflowType}' is the workflow type of '${entry}' and the name of a TypeScript workflow: rename one of them`,
    );
  };

/** For a run that is no Lua: it sees ordinary values, and hands on the context that it was given. */
function ofTypeScript(): WorkflowInterceptors {
  const { program } = theProgram();
  setConversion({ ordinaryValues: true, hideFailures: program.hideFailures === true });
  let context: ContextValues = {};
  const outgoing = <I extends { readonly headers: object }, R>(input: I, next: (input: I) => R): R =>
    next({ ...input, headers: { ...input.headers, ...(withContext({}, context) as SdkHeaders) } });
  const notEager = notEagerOn(program);
  return {
    inbound: [
      {
        execute: (input, next) => {
          context = readContext(input.headers as Headers, (message) => log.warn(message));
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => outgoing(notEager === undefined ? input : notEager(input), next),
        scheduleLocalActivity: outgoing,
        startChildWorkflowExecution: outgoing,
        continueAsNew: outgoing,
      },
    ],
  };
}
