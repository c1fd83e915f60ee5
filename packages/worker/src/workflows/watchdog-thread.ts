import { writeSync } from 'node:fs';
import { Session, url, type Debugger } from 'node:inspector';
import { workerData } from 'node:worker_threads';
import { ENTERED, INSIDE, type WatchdogData } from './watchdog.js';

const { beats, patience, filename, fd, format } = workerData as WatchdogData;

/** What the sandbox tells of the run whose turn it is. */
const WHO = `((a) => a && 'workflow ' + a.info.workflowType + " '" + a.info.workflowId + "'")(globalThis.__TEMPORAL_ACTIVATOR__)`;

/** Calls that have been entered. */
let seen = 0;
let since = Date.now();
let told = -1;

setInterval(() => {
  const entered = Atomics.load(beats, ENTERED);
  if (Atomics.load(beats, INSIDE) === 0 || entered !== seen) {
    seen = entered;
    since = Date.now();
  } else if (told !== entered && Date.now() - since >= patience) {
    told = entered;
    tell();
  }
}, patience / 5);

/** Stops the other thread for a moment, by its debugger, and looks where it is. */
function tell(): void {
  // Who debugs the process may have stopped it.
  if (url() !== undefined) return;
  const session = new Session();
  session.connectToMainThread();
  const scripts = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params: { scriptId, url: file } }) => scripts.set(scriptId, file));
  session.once('Debugger.paused', ({ params }) => {
    const frames = params.callFrames.flatMap(({ callFrameId, functionName, location }): Frame[] => {
      const file = scripts.get(location.scriptId) ?? '';
      return file === filename
        ? [{ callFrameId, place: `${functionName || 'a function'} (${file}:${location.lineNumber + 1})` }]
        : [];
    });
    const where = frames.slice(0, 3).map(({ place }) => place);
    const report = (who = 'a workflow'): void => {
      session.post('Debugger.resume');
      session.disconnect();
      // Nowhere in the bundle: in the SDK, or whatever else runs in this thread.
      const place = where.length === 0 ? '' : `; it is in ${where.join(', called from ')}`;
      const text = `${who} has held the thread of its worker for ${patience / 1000} s${place}. Other workflows wait meanwhile.`;
      const line = { time: new Date().toISOString(), level: 'warn', message: text };
      writeSync(fd, format === 'json' ? `${JSON.stringify(line)}\n` : `WARN ${text}\n`);
    };
    const [inside] = frames;
    if (inside === undefined) return report();
    const ask = { callFrameId: inside.callFrameId, expression: WHO, returnByValue: true, silent: true };
    session.post('Debugger.evaluateOnCallFrame', ask, (_, answer?: Debugger.EvaluateOnCallFrameReturnType) =>
      report(answer?.result.value as string | undefined),
    );
  });
  session.post('Debugger.enable', () => session.post('Debugger.pause'));
}

interface Frame {
  readonly callFrameId: string;
  readonly place: string;
}
