import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LuaError, type Closed } from '@durable-lua/determinism';
import { request, TestNode } from '../processes/node.fixture.js';
import type { Watchable } from '../processes/outside.js';
import { ProcessLinks } from './process-links.js';

const failed: Closed = { error: new LuaError({ kind: 'BROKEN', message: 'x' }) };

/** A workflow that ends when the test says so. */
class Flow implements Watchable {
  readonly kind = 'workflow';
  readonly told = new Set<(how: Closed) => void>();
  async watch(tell: (how: Closed) => void): Promise<() => void> {
    this.told.add(tell);
    return () => void this.told.delete(tell);
  }
  end(): void {
    for (const tell of this.told) tell(failed);
  }
}

const FLOW = '{c@w|flow}';

it('a link lasts as long as one of the watches that asked for it', async () => {
  const node = new TestNode({ wait: 'run.inbox():receive() return 1' });
  const links = new ProcessLinks();
  const [kept, freed] = [node.spawn(request('wait')), node.spawn(request('wait'))];
  const flow = new Flow();
  for (const process of [kept, freed]) {
    await links.add(process, FLOW, flow);
    await links.add(process, FLOW, flow);
    links.remove(process.pid, FLOW);
  }
  links.remove(freed.pid, FLOW);
  links.remove(freed.pid, FLOW);
  links.remove('{n1@app:procs|gone}', FLOW);
  await sleep(5);
  flow.end();
  await expect(kept.result).rejects.toMatchObject({ message: `linked process failed: ${FLOW}` });
  freed.send({ topic: 'end', args: [] });
  await freed.result;
});
