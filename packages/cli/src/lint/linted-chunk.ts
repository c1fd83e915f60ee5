import type { Project } from '@durable-lua/registry';
import type { LintCode } from './finding.js';
import type { Scopes } from './scopes.js';
import type { Chunk, Node } from './syntax.js';
import type { Values } from './values.js';

/** One Lua text with what is known of it. */
export interface LintedChunk {
  readonly tree: Chunk;
  readonly scopes: Scopes;
  readonly values: Values;
  readonly project: Project;
  readonly namespace: string;
  /** Whether workflows run it: what history must fix is checked in the functions for which `inWorkflow` says so. */
  readonly isDurable: boolean;
  /** Whether a workflow may come to this node: a file can hold workflows and functions. */
  readonly inWorkflow: (node: Node) => boolean;
  /** Globals that other texts define that run together with this one. */
  readonly foreignGlobals: ReadonlySet<string>;
  /** How to make a module known that no entry declares. */
  readonly howToDeclare: (name: string) => string | undefined;
  readonly report: (node: Node, code: LintCode, message: string) => void;
}
