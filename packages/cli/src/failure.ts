import { LuaError } from '@durable-lua/determinism';
import { DevServerError } from '@durable-lua/dev-server';
import { formatFinding, ProjectError, type Finding } from '@durable-lua/registry';
import { codeFrame, luaPlace, type Place } from './code-frame.js';
import type { Screen } from './screen.js';

/** An error as it is shown. */
export interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly details?: unknown;
  /** Of a project that cannot be loaded: everything that is wrong with it. */
  readonly findings?: readonly Finding[];
  /** Lua's traceback, or where in our program. */
  readonly stack?: string;
}

export function failureOf(error: unknown): Failure {
  if (error instanceof ProjectError) {
    const wrong = error.findings.filter(({ severity }) => severity === 'error').length;
    const message = wrong === 1 ? 'the project has an error' : `the project has ${wrong} errors`;
    return { kind: 'INVALID', message, findings: error.findings };
  }
  if (LuaError.is(error)) {
    const { kind, message, details, luaStack } = error;
    return { kind, message, ...(details !== undefined && { details }), ...(luaStack !== '' && { stack: luaStack }) };
  }
  if (error instanceof DevServerError) return { kind: error.kind, message: error.message };
  if (!(error instanceof Error)) return { kind: 'INTERNAL', message: String(error) };
  const stack = error.stack ?? '';
  return { kind: 'INTERNAL', message: error.message, stack };
}

/** Shows what ended a command: with `--json` as its result, and for people as `KIND: message` with the line it is about. */
export function showFailure(error: unknown, screen: Screen): void {
  const failure = failureOf(error);
  if (screen.json) screen.result({ error: failure }, '');
  for (const finding of failure.findings ?? []) showFinding(finding, screen);
  const { red, bold, dim } = screen.noteColors;
  screen.note(`${red(bold(failure.kind))}: ${failure.message}`);
  showFrame(luaPlace(failure.message) ?? luaPlace(failure.stack ?? ''), screen);
  const isLua = LuaError.is(error);
  if (failure.stack !== undefined && (isLua || screen.verbose)) screen.note(dim(failure.stack));
}

/** A finding with the line of YAML, or of Lua, that it is about. */
export function showFinding(finding: Finding<string>, screen: Screen): void {
  const { red, yellow } = screen.noteColors;
  screen.note((finding.severity === 'error' ? red : yellow)(formatFinding(finding)));
  showFrame(luaPlace(finding.message) ?? finding, screen);
}

function showFrame(place: Place | undefined, screen: Screen): void {
  const frame = place && codeFrame(screen.root, place, screen.noteColors.isColorSupported);
  if (frame !== undefined) screen.note(`${frame}\n`);
}
