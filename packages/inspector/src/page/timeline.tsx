/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Lane } from '../model.js';
import type { Part } from './app.js';
import { MOST_ROWS, spansOf, type Span } from './spans.js';

const LANES: readonly (readonly [Lane, string])[] = [
  ['lua', 'Lua'],
  ['activity', 'activities'],
  ['timer', 'timers'],
  ['child', 'children'],
  ['message', 'messages'],
  ['run', 'run'],
];

const ROW = 8;
const LANE = ROW * MOST_ROWS + 6;
const LEFT = 74;

export function Timeline({ recording, step, go }: Part) {
  const { events, steps } = recording;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [scale, setScale] = useState<'order' | 'time'>('order');
  const [width, setWidth] = useState(800);
  const [scheme, setScheme] = useState(0);
  const spans = useMemo(() => spansOf(events), [events]);
  const start = events[0]?.time ?? 0;
  const length = Math.max(1, (events.at(-1)?.time ?? 0) - start);
  const current = events.indexOf(step.event);

  /** Where the event with this index is, from 0 to 1. */
  const share = (at: number): number =>
    scale === 'order' ? at / Math.max(1, events.length - 1) : ((events[at]?.time ?? start) - start) / length;
  const x = (at: number): number => LEFT + share(at) * (width - LEFT - 12);

  useEffect(() => {
    const { current: element } = canvas;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    const query = matchMedia('(prefers-color-scheme: dark)');
    const onScheme = (): void => setScheme((n) => n + 1);
    query.addEventListener('change', onScheme);
    return () => {
      observer.disconnect();
      query.removeEventListener('change', onScheme);
    };
  }, []);

  useEffect(() => {
    const { current: element } = canvas;
    const context = element?.getContext('2d');
    if (element === null || context == null) return;
    const ratio = devicePixelRatio || 1;
    const height = LANES.length * LANE;
    element.width = width * ratio;
    element.height = height * ratio;
    context.scale(ratio, ratio);
    const style = getComputedStyle(element);
    const colour = (name: string): string => style.getPropertyValue(`--${name}`);
    context.font = '12px system-ui, sans-serif';
    context.textBaseline = 'middle';
    for (const [at, [, title]] of LANES.entries()) {
      context.fillStyle = colour(at % 2 === 0 ? 'band' : 'back');
      context.fillRect(0, at * LANE, width, LANE);
      context.fillStyle = colour('text');
      context.fillText(title, 4, at * LANE + LANE / 2);
    }
    for (const span of spans) {
      const lane = LANES.findIndex(([name]) => name === span.lane);
      const left = x(span.from);
      const right = span.to === undefined ? width - 12 : x(span.to);
      context.fillStyle = colour(span.outcome ?? 'open');
      const y = lane * LANE + 3 + span.row * ROW;
      context.fillRect(left, y, Math.max(3, right - left), ROW - 2);
      // A notch for each attempt after the first.
      context.fillStyle = colour('failed');
      for (let n = 1; n < Math.min(span.attempts, 20); n++) context.fillRect(left + n * 4, y, 2, ROW - 2);
    }
    context.fillStyle = colour('accent');
    context.fillRect(x(current) - 1, 0, 2, height);
  }, [spans, width, scale, current, scheme]);

  const onClick = (event: MouseEvent): void => {
    const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
    const at = nearest(event.clientX - left, event.clientY - top);
    const found = steps.findIndex((one) => one.event === at);
    go(found >= 0 ? found : steps.length - 1);
  };
  /** The event that begins or ends next to a point: of the lane there, if it has one near. */
  const nearest = (px: number, py: number): number => {
    const lane = LANES[Math.floor(py / LANE)]?.[0];
    let best = 0;
    let distance = Infinity;
    for (const [at, event] of events.entries()) {
      const far = Math.abs(x(at) - px) + (event.lane === lane ? 0 : 12);
      if (far < distance) [best, distance] = [at, far];
    }
    return best;
  };
  return (
    <section class="timeline" aria-labelledby="timeline">
      <h2 id="timeline">
        Timeline{' '}
        <select
          aria-label="Scale"
          value={scale}
          onChange={(event) => setScale(event.currentTarget.value as typeof scale)}
        >
          <option value="order">by event</option>
          <option value="time">by time</option>
        </select>
      </h2>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Timeline: ${summary(spans)}. The list of events tells the same.`}
        style={{ height: `${LANES.length * LANE}px` }}
        onClick={onClick}
      />
    </section>
  );
}

function summary(spans: readonly Span[]): string {
  return LANES.map(([lane, title]) => {
    const own = spans.filter((span) => span.lane === lane);
    const failed = own.filter(({ outcome }) => outcome === 'failed').length;
    return `${title} ${own.length}${failed === 0 ? '' : ` (${failed} failed)`}`;
  }).join(', ');
}
