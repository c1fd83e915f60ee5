import { expect, it, onTestFinished, vi } from 'vitest';
import { watchRejections } from './rejections.js';

/** As Node calls it. */
function reject(reason: unknown, promise: Promise<unknown> = Promise.resolve()): void {
  const listeners = process.listeners('unhandledRejection');
  // The runner of these tests listens, too.
  listeners.at(-1)?.(reason, promise);
}

it('tells the sandbox whose promise it is, and no other', () => {
  const mine = Promise.resolve();
  const [first, second] = [vi.fn(), vi.fn()];
  onTestFinished(watchRejections({ owns: () => false, rejected: first }));
  onTestFinished(watchRejections({ owns: (promise) => promise === mine, rejected: second }));
  reject(new Error('lost'), mine);
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledExactlyOnceWith(new Error('lost'));
});

it('leaves other promises to those who listen, and ends the process where nobody does', () => {
  onTestFinished(watchRejections({ owns: () => false, rejected: () => undefined }));
  const others = process.listeners('unhandledRejection').slice(0, -1);
  const ours = process.listeners('unhandledRejection').at(-1);
  expect(() => reject(new Error('of the application'))).not.toThrow();
  process.removeAllListeners('unhandledRejection');
  onTestFinished(() => others.forEach((one) => void process.on('unhandledRejection', one)));
  process.on('unhandledRejection', ours ?? expect.unreachable());
  expect(() => reject(new Error('of the application'))).toThrow('of the application');
  expect(() => reject('a text')).toThrow('unhandled rejection: a text');
});

it('listens only as long as there are sandboxes', () => {
  const before = process.listenerCount('unhandledRejection');
  const unwatch = [1, 2].map(() => watchRejections({ owns: () => false, rejected: () => undefined }));
  expect(process.listenerCount('unhandledRejection')).toBe(before + 1);
  for (const one of unwatch) one();
  expect(process.listenerCount('unhandledRejection')).toBe(before);
});
