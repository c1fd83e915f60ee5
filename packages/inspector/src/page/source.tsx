/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { useMemo, useState } from 'preact/hooks';
import type { Recording, Step } from '../model.js';
import type { Part } from './app.js';
import { useRows } from './virtual.js';

const HEIGHT = 20;

const KEYWORDS =
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while';
const TOKEN = new RegExp(
  [
    String.raw`(?<comment>--.*)`,
    String.raw`(?<string>"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|\[\[.*?\]\])`,
    String.raw`(?<keyword>\b(?:${KEYWORDS.replaceAll(' ', '|')})\b)`,
    String.raw`(?<number>\b\d[\w.]*)`,
  ].join('|'),
  'g',
);

function Highlighted({ text }: { readonly text: string }) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [kind] = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) ?? ['', ''];
    parts.push(
      text.slice(from, match.index),
      <span key={match.index} class={kind}>
        {match[0]}
      </span>,
    );
    from = match.index + match[0].length;
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  );
}

/** What a step is about in the sources: where its coroutines stand, or the line that asked for the event. */
function focusOf({ event, isTurn, coroutines }: Step): { readonly file: string; readonly line: number } | undefined {
  const main = coroutines.find(({ label }) => label === 'main') ?? coroutines[0];
  return (isTurn ? undefined : event.place) ?? main?.calls[0] ?? event.place;
}

/** Steps whose turn ran a line. */
function reachedAt({ steps }: Recording, file: string, line: number): number[] {
  const found: number[] = [];
  for (const [at, { reached = [] }] of steps.entries()) {
    if (reached.some(([name, ...lines]) => name === file && lines.includes(line))) found.push(at);
  }
  return found;
}

export function Source({ recording, step, index, go }: Part) {
  const files = Object.keys(recording.sources);
  const focus = focusOf(step);
  const [chosen, setChosen] = useState<{ readonly file: string; readonly at: number }>();
  const file = (chosen?.at === index ? chosen.file : focus?.file) ?? files[0];
  const lines = useMemo(() => (recording.sources[file ?? ''] ?? '').split('\n'), [file]);
  const line = focus?.file === file ? (focus?.line ?? 1) : 1;
  const { box, onScroll, first, end } = useRows(lines.length, HEIGHT, line - 1);
  const [asked, setAsked] = useState<{ readonly file: string; readonly line: number }>();
  const found = useMemo(() => (asked === undefined ? [] : reachedAt(recording, asked.file, asked.line)), [asked]);
  if (file === undefined) return <section class="source" />;

  const standing = new Map<number, string[]>();
  for (const { label, calls } of step.coroutines) {
    for (const [depth, call] of calls.entries()) {
      if (call.file !== file) continue;
      standing.set(call.line, [...(standing.get(call.line) ?? []), depth === 0 ? label : `${label} (calls on)`]);
    }
  }
  const ran = new Set(step.reached.find((one) => one.file === file)?.lines);
  return (
    <section class="source" aria-labelledby="source">
      <h2 id="source">
        Source{' '}
        <select
          aria-label="File"
          value={file}
          onChange={(event) => setChosen({ file: event.currentTarget.value, at: index })}
        >
          {files.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </h2>
      <div class="box" ref={box} onScroll={onScroll} tabIndex={0} role="group" aria-label={`Lines of ${file}`}>
        <div class="all" style={{ height: `${lines.length * HEIGHT}px` }}>
          {lines.slice(first, end).map((text, offset) => {
            const number = first + offset + 1;
            const who = standing.get(number);
            const isAsking = !step.isTurn && step.event.place?.file === file && step.event.place.line === number;
            return (
              <div
                key={number}
                class={`line ${ran.has(number) ? 'ran' : ''} ${who === undefined ? '' : 'stands'} ${isAsking ? 'asks' : ''}`}
                style={{ top: `${(number - 1) * HEIGHT}px` }}
              >
                <button
                  type="button"
                  tabIndex={who !== undefined || isAsking ? 0 : -1}
                  aria-label={`Line ${number}${who === undefined ? '' : `, ${who.join(', ')}`}: when was it reached?`}
                  onClick={() => setAsked({ file, line: number })}
                >
                  {number}
                </button>
                <code>
                  <Highlighted text={text} />
                </code>
                {who !== undefined && <span class="who">{who.join(', ')}</span>}
              </div>
            );
          })}
        </div>
      </div>
      {asked !== undefined && (
        <p class="reached" role="status">
          {asked.file}:{asked.line}{' '}
          {found.length === 0 ? 'was never reached. ' : `was reached in ${found.length} steps: `}
          {found.slice(0, 20).map((at) => (
            <button type="button" key={at} onClick={() => go(at)} aria-current={at === index}>
              {at + 1}
            </button>
          ))}
          {found.length > 20 && ` and ${found.length - 20} more`}
        </p>
      )}
    </section>
  );
}
