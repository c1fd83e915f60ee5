/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import type { CoroutineView, Step } from '../model.js';

interface Coroutines {
  readonly step: Step;
  readonly before: Step | undefined;
}

/** Values by the names that they have in one coroutine: its calls are counted from the outermost, which stays. */
function valuesOf({ calls }: CoroutineView): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [at, { locals, upvalues }] of calls.toReversed().entries()) {
    for (const [name, value] of [...upvalues, ...locals]) values.set(`${at} ${name}`, value);
  }
  return values;
}

export function Coroutines({ step, before }: Coroutines) {
  const earlier = new Map((before?.coroutines ?? []).map((one) => [one.label, one]));
  const gone = [...earlier.keys()].filter((label) => !step.coroutines.some((one) => one.label === label));
  return (
    <section aria-labelledby="coroutines">
      <h2 id="coroutines">Coroutines</h2>
      {step.coroutines.length === 0 && <p>{step.isTurn ? 'all have ended' : 'none'}</p>}
      {step.coroutines.map((one) => (
        <Coroutine key={one.label} coroutine={one} earlier={earlier.get(one.label)} isNew={!earlier.has(one.label)} />
      ))}
      {gone.length > 0 && <p class="changed">ended in this step: {gone.join(', ')}</p>}
    </section>
  );
}

function Coroutine({
  coroutine,
  earlier,
  isNew,
}: {
  readonly coroutine: CoroutineView;
  readonly earlier: CoroutineView | undefined;
  readonly isNew: boolean;
}) {
  const { label, waitsFor, calls } = coroutine;
  const values = earlier && valuesOf(earlier);
  return (
    <article aria-label={label}>
      <h3>
        {label} {isNew && <em class="new">new</em>}{' '}
        <small>{waitsFor === '' ? 'has failed' : `waits for ${waitsFor}`}</small>
      </h3>
      {calls.map((call, at) => {
        const depth = calls.length - 1 - at;
        const rows = (variables: readonly (readonly [string, string])[], kind: string) =>
          variables.map(([name, value], row) => {
            const old = values?.get(`${depth} ${name}`);
            const isChanged = values !== undefined && old !== value;
            return (
              <tr key={`${kind} ${row}`} class={isChanged ? 'changed' : ''}>
                <th scope="row">
                  {name} {kind !== '' && <small>{kind}</small>}
                </th>
                <td>
                  <code>{value}</code>
                  {isChanged && <small>{old === undefined ? 'new' : `was ${old}`}</small>}
                </td>
              </tr>
            );
          });
        return (
          <table key={at}>
            <caption>
              <code>
                {call.file}:{call.line}
              </code>{' '}
              {call.function}
            </caption>
            <tbody>
              {rows(call.locals, '')}
              {rows(call.upvalues, 'upvalue')}
            </tbody>
          </table>
        );
      })}
    </article>
  );
}
