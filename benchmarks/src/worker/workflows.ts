import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';

/**
 * The workflows of `project/`, written by hand in TypeScript. Their names are the workflow types of both sides.
 */
interface Activities {
  'bench:double'(x: number): Promise<number>;
}

export async function trivial(input: { n: number }): Promise<{ n: number }> {
  return { n: input.n + 1 };
}

export async function activities(input: { count: number; queue?: string }): Promise<number> {
  const { 'bench:double': double } = proxyActivities<Activities>({
    startToCloseTimeout: '10 minutes',
    ...(input.queue === undefined ? {} : { taskQueue: input.queue }),
  });
  let sum = 0;
  for (let i = 1; i <= input.count; i++) sum += await double(i);
  return sum;
}

const tick = defineSignal<[number]>('tick');

export async function signals(input: { count: number }): Promise<number> {
  const received: number[] = [];
  setHandler(tick, (n) => void received.push(n));
  let sum = 0;
  for (let i = 0; i < input.count; i++) {
    await condition(() => received.length > 0);
    sum += received.shift() as number;
  }
  return sum;
}
