import { type LuaError, operation, type Clock, type Operation, canceled } from '@durable-lua/determinism';

/** The longest delay that a Node timer takes, about 24.8 days; a longer one is made of several. */
const LONGEST = 2 ** 31 - 1;

/** Real time. A timer keeps the process alive until it ends. */
export const realClock: Clock = {
  now: () => Date.now(),
  timer: (ms) => timer(ms),
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
};

function timer(ms: number): Operation<void> {
  let handle: NodeJS.Timeout;
  let fail: (error: LuaError) => void;
  const end = performance.now() + ms;
  const result = new Promise<void>((resolve, reject) => {
    fail = reject;
    const arm = (): void => {
      const left = end - performance.now();
      handle = setTimeout(
        () => (end - performance.now() > 0.5 ? arm() : resolve()),
        Math.min(Math.max(1, left), LONGEST),
      );
    };
    arm();
  });
  return operation(result, () => {
    clearTimeout(handle);
    fail(canceled());
  });
}
