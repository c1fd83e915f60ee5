import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Log } from '@durable-lua/determinism';
import { HOST, TestNode } from './node.fixture.js';
import { restartDelay, Services, type Service } from './services.js';

const restart = { initialDelay: 10, maxDelay: 100, backoffFactor: 3, jitter: 0.5, maxAttempts: 0 };
const service = (id: string, more: Partial<Service> = {}): Service => ({
  id: `app:${id}`,
  process: id,
  host: HOST,
  stopTimeout: 1000,
  stableThreshold: 5000,
  restart,
  ...more,
});

const started = (sources: Readonly<Record<string, string>>) => {
  const node = new TestNode(sources);
  const lines: string[] = [];
  const log: Log = { write: (level, message) => void lines.push(`${level} ${message}`) };
  const until = async (text: string, count = 1): Promise<void> => {
    while (lines.filter((line) => line.includes(text)).length < count) await sleep(2);
  };
  return { node, lines, until, services: new Services(node, log) };
};

describe('the delay before a restart', () => {
  it.each([
    [1, 0.5, 10],
    [2, 0.5, 30],
    [3, 0.5, 90],
    [4, 0.5, 100],
    [50, 0.5, 100],
    [2, 0, 15],
    [2, 1, 45],
  ])('of attempt %i with the random number %d is %i ms', (attempt, random, ms) => {
    expect(restartDelay(restart, attempt, random)).toBe(ms);
  });
});

describe('a service', () => {
  it('that fails is started again, under another PID', async () => {
    const { node, services, until } = started({ flaky: `run.inbox():receive() error("broken")` });
    services.start(service('flaky'));
    services.start(service('flaky'));
    expect(node.size).toBe(1);
    const first = services.pid('app:flaky');
    node.find(first ?? '')?.send({ topic: 'end', args: [] });
    await until("service 'app:flaky' failed: flaky.lua:1: broken; it is restarted in");
    while (services.pid('app:flaky') === undefined) await sleep(2);
    expect(services.pid('app:flaky')).not.toBe(first);
    await services.stop();
    expect(node.size).toBe(0);
  });

  it('that returns has done its work', async () => {
    const { node, services, until } = started({ once: `return 1` });
    services.start(service('once'));
    await until("info service 'app:once' has returned");
    await sleep(50);
    expect([node.size, services.pid('app:once')]).toEqual([0, undefined]);
    await services.stop();
  });

  it('is given up after its attempts, which count anew after a stable run', async () => {
    const { services, until, lines } = started({ bad: `run.sleep(30) error("x")` });
    const policy = { ...restart, initialDelay: 1, maxAttempts: 2 };
    services.start(service('bad', { restart: policy }));
    await until('it was restarted 2 times and stays stopped');
    expect(lines).toHaveLength(3);
    services.start(service('stable', { process: 'bad', restart: policy, stableThreshold: 20 }));
    await until("'app:stable' failed", 5);
    expect(lines.filter((line) => line.includes('stays stopped'))).toHaveLength(1);
    await services.stop();
  });

  it('is stopped after those that were started later, each asked and at last killed', async () => {
    const { node, services, lines } = started({
      polite: `run.events():receive() run.send("witness", "polite") return 1`,
      stubborn: `run.events() while true do pcall(run.sleep, 60000) end`,
      witness: `run.register("witness") run.events():receive() return 1`,
    });
    services.start(service('witness'));
    services.start(service('polite'));
    services.start(service('stubborn', { stopTimeout: 30 }));
    await sleep(20);
    const witness = node.find('witness');
    const begin = performance.now();
    await services.stop();
    expect(performance.now() - begin).toBeGreaterThan(25);
    // It was still there when the other one said goodbye.
    expect(witness?.mailbox.waiting()).toEqual([{ topic: 'polite', count: 1 }]);
    expect(lines).toEqual([]);
    expect(node.size).toBe(0);
  });
});
