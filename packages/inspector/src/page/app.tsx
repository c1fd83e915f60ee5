/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { stepOf, type Recording, type Step } from '../model.js';
import { Coroutines } from './coroutines.js';
import { EventList } from './event-list.js';
import { Source } from './source.js';
import { Timeline } from './timeline.js';

export interface Part {
  readonly recording: Recording;
  readonly index: number;
  readonly step: Step;
  readonly go: (index: number) => void;
}

/** Keys that step, when no text field or list has them. */
const KEYS: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowLeft: (index) => index - 1,
  ArrowRight: (index) => index + 1,
  PageUp: (index) => index - 10,
  PageDown: (index) => index + 10,
  Home: () => 0,
  End: (_, last) => last,
};

/** `#42` is the address of a step. */
const asked = (): number => Number(location.hash.slice(1) || Number.NaN) - 1;

export function App({ recording }: { readonly recording: Recording }) {
  const last = recording.steps.length - 1;
  const inside = (index: number): number => Math.max(0, Math.min(last, index));
  const [index, setIndex] = useState(() => (Number.isInteger(asked()) ? inside(asked()) : last));
  const go = (to: number): void => setIndex(inside(to));

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const move = KEYS[event.key];
      const target = event.target as HTMLElement;
      if (move === undefined || event.altKey || event.ctrlKey || event.metaKey || target.closest('input, select'))
        return;
      event.preventDefault();
      setIndex((at) => inside(move(at, last)));
    };
    const onHash = (): void => {
      if (Number.isInteger(asked())) go(asked());
    };
    document.addEventListener('keydown', onKey);
    globalThis.addEventListener('hashchange', onHash);
    return () => {
      document.removeEventListener('keydown', onKey);
      globalThis.removeEventListener('hashchange', onHash);
    };
  }, []);
  useEffect(() => history.replaceState(null, '', `#${index + 1}`), [index]);

  const step = useMemo(() => stepOf(recording, index), [index]);
  const before = useMemo(() => (index === 0 ? undefined : stepOf(recording, index - 1)), [index]);
  const part: Part = { recording, index, step, go };
  return (
    <>
      <header>
        <h1>
          {recording.workflowType} <small>{recording.workflowId}</small>
        </h1>
        <Controls {...part} last={last} />
      </header>
      <main>
        {recording.problem && <Problem recording={recording} />}
        <Timeline {...part} />
        <div class="columns">
          <EventList {...part} />
          <div class="code">
            <Source {...part} />
          </div>
          <div class="run">
            <Coroutines step={step} before={before} />
            <Lists step={step} />
          </div>
        </div>
      </main>
    </>
  );
}

function describe({ event, cause, isTurn }: Step): string {
  if (!isTurn) return `event ${event.id}, ${event.type}`;
  return cause === undefined
    ? `a turn of Lua in the workflow task of event ${event.id}`
    : `a turn of Lua after event ${cause.id}, ${cause.type}`;
}

function Controls({ index, last, step, go }: Part & { readonly last: number }) {
  return (
    <div class="controls" role="group" aria-label="Steps">
      <button type="button" onClick={() => go(index - 1)} disabled={index === 0}>
        ← <span>Back</span>
      </button>
      <input
        type="range"
        min={1}
        max={last + 1}
        value={index + 1}
        aria-label="Step"
        aria-valuetext={`step ${index + 1} of ${last + 1}: ${describe(step)}`}
        onInput={(event) => go(Number(event.currentTarget.value) - 1)}
      />
      <button type="button" onClick={() => go(index + 1)} disabled={index === last}>
        <span>On</span> →
      </button>
      <p id="where" role="status" aria-live="polite">
        Step {index + 1} of {last + 1}: {describe(step)}
      </p>
    </div>
  );
}

function Problem({ recording: { problem } }: { readonly recording: Recording }) {
  const { message = '', parting } = problem ?? {};
  if (parting === undefined) {
    return (
      <section class="problem" aria-labelledby="problem">
        <h2 id="problem">It does not replay</h2>
        <p>{message}</p>
      </section>
    );
  }
  const { event, command } = parting;
  const rows = (attributes: Readonly<Record<string, string>> = {}) =>
    Object.entries(attributes).map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ));
  return (
    <section class="problem" aria-labelledby="problem">
      <h2 id="problem">History and code part here</h2>
      <div class="sides">
        <div>
          <h3>The history has</h3>
          <p>{event === undefined ? 'nothing more in this workflow task' : `event ${event.id}, ${event.type}`}</p>
          <dl>{rows(event?.attributes)}</dl>
        </div>
        <div>
          <h3>The code gave</h3>
          <p>
            {command === undefined ? 'no such command' : command.type}
            {command?.place && ` at ${command.place.file}:${command.place.line}, ${command.place.function}`}
          </p>
          <dl>{rows(command?.attributes)}</dl>
        </div>
      </div>
    </section>
  );
}

function Lists({ step: { event, mailbox, logs } }: { readonly step: Step }) {
  const attributes = [...Object.entries(event.attributes), ...(event.data ?? [])];
  return (
    <>
      <section aria-labelledby="event">
        <h2 id="event">
          Event {event.id} <small>{event.type}</small>
        </h2>
        <dl>
          {attributes.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
          {event.place && (
            <div>
              <dt>asked for by</dt>
              <dd>
                {event.place.file}:{event.place.line}, {event.place.function}
              </dd>
            </div>
          )}
          <div>
            <dt>time</dt>
            <dd>{new Date(event.time).toISOString()}</dd>
          </div>
        </dl>
      </section>
      <section aria-labelledby="mailbox">
        <h2 id="mailbox">Mailbox</h2>
        {mailbox.length === 0 ? (
          <p>empty</p>
        ) : (
          <ol>
            {mailbox.map((text, at) => (
              <li key={at}>{text}</li>
            ))}
          </ol>
        )}
      </section>
      <section aria-labelledby="logs">
        <h2 id="logs">Log lines of this step</h2>
        {logs.length === 0 ? (
          <p>none</p>
        ) : (
          <ul>
            {logs.map(({ level, message }, at) => (
              <li key={at}>
                <b>{level}</b> {message}
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
