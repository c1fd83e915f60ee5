/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { Part } from './app.js';
import { useRows } from './virtual.js';

const HEIGHT = 28;

/** All steps, of which those are made that are seen. */
export function EventList({ recording, index, go }: Part) {
  const { steps, events } = recording;
  const { box, onScroll, first, end } = useRows(steps.length, HEIGHT, index);
  const rows = steps.slice(first, end).map((step, offset) => {
    const at = first + offset;
    const event = events[step.event];
    const cause = step.cause === undefined || step.cause < 0 ? undefined : events[step.cause];
    const isTurn = step.cause !== undefined;
    return (
      <div
        key={at}
        id={`step-${at}`}
        role="option"
        aria-selected={at === index}
        aria-setsize={steps.length}
        aria-posinset={at + 1}
        class={`row ${isTurn ? 'turn' : ''} ${event?.outcome ?? ''}`}
        style={{ top: `${at * HEIGHT}px` }}
        onClick={() => go(at)}
      >
        {isTurn ? (
          <>
            <span class="id">Lua</span> {cause === undefined ? 'turn' : `turn after ${cause.id} ${cause.type}`}
          </>
        ) : (
          <>
            <span class="id">{event?.id}</span> {event?.type}
            {event?.place && (
              <code>
                {event.place.file}:{event.place.line}
              </code>
            )}
          </>
        )}
      </div>
    );
  });
  return (
    <section class="events" aria-labelledby="events">
      <h2 id="events">Events</h2>
      <div
        class="box"
        ref={box}
        onScroll={onScroll}
        role="listbox"
        tabIndex={0}
        aria-labelledby="events"
        aria-activedescendant={`step-${index}`}
        onKeyDown={(event) => {
          const move = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
          if (move === 0) return;
          event.preventDefault();
          go(index + move);
        }}
      >
        <div role="presentation" class="all" style={{ height: `${steps.length * HEIGHT}px` }}>
          {rows}
        </div>
      </div>
    </section>
  );
}
