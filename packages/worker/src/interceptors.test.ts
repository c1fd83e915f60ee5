import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CAPABILITY_NAMES } from '@durable-lua/determinism/host';
import { createRuntime } from './index.js';

const INDEX = `namespace: app
entries:
  - { name: procs, kind: process.host }
  - name: echo
    kind: process.lua
    source: |
      return function(...) return { process.id(), ... } end
  - name: f
    kind: function.lua
    modules: [activity, funcs, time, uuid, workflow]
    source: |
      return function(n)
        if n == 0 then return { workflow.is_replaying(), activity.is_canceled() } end
        local before = process.get_options().trap_links
        process.set_options({ trap_links = true })
        local pid = process.spawn_monitored("app:echo", "app:procs", "hi")
        local ended = process.events():receive()
        return {
          options = { before, process.get_options().trap_links },
          echoed = ended.result.value,
          known = ended.from == pid,
          called = funcs.call("app:f", n - 1),
          id = #uuid.v4(),
        }
      end
`;

it('interceptors may spread every capability of a host', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'durable-lua-interceptors-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(path.join(folder, '_index.yaml'), INDEX);
  const spreading = Object.fromEntries(CAPABILITY_NAMES.map((name) => [name, (next: object) => ({ ...next })]));
  const runtime = await createRuntime({
    project: folder,
    interceptors: [spreading, spreading],
  });
  onTestFinished(() => runtime.shutdown());
  expect(await runtime.call('app:f', 1)).toEqual({
    options: [false, true],
    echoed: ['app:echo', 'hi'],
    known: true,
    called: [false, false],
    id: 36,
  });
});
