import type { Work } from '../command.js';
import { installLogger, ProjectLog } from '../session/log.js';
import { openProject, runtimeOf } from '../session/project-runtime.js';
import { readValues } from '../session/values.js';

export const send: Work = async ({ args: [to = '', topic = '', ...texts], options, screen }) => {
  const values = readValues(texts);
  const root = screen.within(options<{ dir: string }>().dir);
  installLogger(new ProjectLog(screen, { lifecycle: false }), screen.verbose);
  const runtime = await runtimeOf(await openProject(root), {});
  try {
    await runtime.send(to, topic, ...values);
  } finally {
    await runtime.shutdown();
  }
  screen.result({ to, topic }, `sent ${topic} to ${to}`);
};
