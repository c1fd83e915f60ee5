import { expect, it, onTestFinished, vi } from 'vitest';
import { Screen } from '../screen.js';
import { aside } from './log.js';

/** What is written on standard error while something logs, without the time. */
function lines(verbose: boolean, use: (log: ReturnType<typeof aside>) => void): string[] {
  const written: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  onTestFinished(() => spy.mockRestore());
  use(aside(new Screen(false, verbose)));
  spy.mockRestore();
  return written.map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, ''));
}

it('warnings of the SDK are lines as all others, what they know besides is for --verbose', () => {
  const warn = (log: ReturnType<typeof aside>): void => {
    log.warn('Task not found when completing', {
      sdkComponent: 'core',
      taskQueue: 'shop',
      error: new Error('no task'),
    });
    log.warn('Unfinished handlers', { workflowId: 'order-1', workflowType: 'shop:order', attempt: 1 });
    log.error('Worker failed', { error: 'no connection' });
  };
  expect(lines(false, warn)).toEqual([
    'WARN Task not found when completing: no task\n',
    'order-1  shop:order  WARN Unfinished handlers\n',
    'ERROR Worker failed: no connection\n',
  ]);
  expect(lines(true, warn)[0]).toBe(
    'WARN Task not found when completing: no task  sdkComponent=core  taskQueue=shop\n',
  );
});
