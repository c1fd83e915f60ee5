import type { InShort, Parting } from '@durable-lua/worker';
import { codeFrame } from '../code-frame.js';
import type { Screen } from '../screen.js';
import { REMEDY, type Replay } from './replay-all.js';

/** One replay for people: both sides, one below the other, and the Lua line. */
export function shownReplay({ name, fits, message = '', parting, place }: Replay, screen: Screen): string {
  const { green, red, isColorSupported } = screen.colors;
  if (fits) return `${green('✓')} ${name} fits`;
  const said = parting === undefined ? [message] : sides(parting);
  const frame = place && codeFrame(screen.root, place, isColorSupported);
  return [`${red('✗')} ${name} does not fit`, ...said.map((line) => `  ${line}`), ...(frame ? [frame, ''] : [])].join(
    '\n',
  );
}

function sides({ event, command, task, rest }: Parting): string[] {
  const history = event === undefined ? `nothing more after event ${task}` : `event ${event.id} ${words(event)}`;
  const at = command?.place ?? rest;
  const where = at === undefined ? '' : ` at ${at.file}:${at.line} (${at.function}, ${at.coroutine})`;
  const code = command === undefined ? `no such command; it stands${where || ' still'}` : `${words(command)}${where}`;
  return [`history: ${history}`, `code:    ${code}`, `remedy:  ${REMEDY}`];
}

const words = ({ type, attributes }: InShort): string =>
  [type, ...Object.entries(attributes).map(([name, value]) => `${name} ${value}`)].join(' ');
