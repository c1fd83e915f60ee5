import { notRun, report, type Case } from '../case.js';
import { callablesOf, makersOf } from '../module/callable.js';
import { script } from '../run/calls.js';
import type { Subject } from '../run/subject.js';

/** A handle used after the end of its run, or on the wrong object: an answer that Lua can see, never a defect? */
export function handles(subject: Subject): Case[] {
  const classes = (subject.definition.classes ?? []).map(({ name }) => name);
  const makers = makersOf(subject.definition, subject.options);
  if (classes.length === 0) return [notRun('handles', 'objects after their end', 'the module has no classes')];
  return classes.map((name) => {
    const maker = makers.get(name);
    const title = `${name} bears being used after its end, and on the wrong object`;
    if (maker === undefined) return notRun('handles', title, `give an instance of ${name}`);
    return { check: 'handles', title, run: () => outlive(subject, name, maker) };
  });
}

async function outlive(subject: Subject, className: string, maker: string): Promise<void> {
  const host = subject.host({ inWorkflow: false });
  const lua = subject.lua(host);
  const run = (body: string) => host.until(lua.run({ name: 'kit.lua', source: script(subject, body) }));
  const made = await run(`handle = ${maker} return getmetatable(handle)`);
  if (made !== className) throw new Error(`${maker} gives no ${className}: say in instances how to make one`);
  lua.close();
  const methods = callablesOf(subject.definition, subject.options).filter(({ name }) =>
    name.startsWith(`${className}:`),
  );
  const findings: string[] = [];
  for (const { shown, samples = [] } of methods) {
    await run(
      `try("late", function() return handle.${shown}(${['handle', ...samples].join(', ')}) end) kit.rest()`,
    ).catch((error: unknown) => findings.push(`${className}:${shown} after the end: ${String(error)}`));
    const wrong = await run(`return { pcall(function() return handle.${shown}({}) end) }`).catch(String);
    const [ok, message] = Array.isArray(wrong) ? (wrong as unknown[]) : [true, wrong];
    if (ok !== false || !String(message).includes('bad self')) {
      findings.push(`${className}.${shown}({}): expected "calling '${shown}' on bad self", got ${String(message)}`);
    }
  }
  lua.close();
  report(findings);
}
