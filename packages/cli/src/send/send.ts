import { devOf } from '../session/dev-state.js';
import { aside, logged } from '../session/log.js';
import { openProject, runtimeOf } from '../session/project-runtime.js';
import { readValues } from '../session/values.js';

export const send = logged(aside, async ({ args: [to = '', topic = '', ...texts], options, screen }) => {
  const values = readValues(texts);
  const root = screen.within(options<{ dir: string }>().dir);
  const runtime = await runtimeOf(await openProject(root), { address: devOf(root)?.address });
  try {
    await runtime.send(to, topic, ...values);
  } finally {
    await runtime.shutdown();
  }
  screen.result({ to, topic }, `sent ${topic} to ${to}`);
});
