import type { Finding } from '@durable-lua/registry';

/** What the lint finds; docs/checking.md tells of each. */
export type LintCode =
  | 'L-FORBIDDEN'
  | 'L-GLOBAL-WRITE'
  | 'L-UNDECLARED-GLOBAL'
  | 'L-LATE-LOCAL'
  | 'L-UNREAD-ERR'
  | 'L-UNUSED-RESULT'
  | 'L-UNDECLARED-ACTIVITY'
  | 'L-UNKNOWN-ENTRY'
  | 'L-UNUSED-MODULE'
  | 'L-UNKNOWN-FIELD'
  | 'L-METHOD'
  | 'L-BAD-ARGUMENT'
  | 'L-UNREACHABLE'
  | 'L-ENDLESS-LOOP'
  | 'L-ERR-COMPARE'
  | 'L-SHADOW'
  | 'L-QUERY-EFFECT';

/** One thing that is wrong in Lua code; `file` is the file that holds it. Of several entries with this code the first is named. */
export type LintFinding = Finding<LintCode>;
