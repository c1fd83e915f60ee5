import { CAPABILITY_NAMES, isLuaName } from '@durable-lua/determinism/host';
import { report, type Case } from '../case.js';
import type { Subject } from '../run/subject.js';

/** Is the definition frozen, are names valid Lua, do folder, `require` name and npm name agree? */
export function shape({ definition, files }: Subject): Case[] {
  return [
    {
      check: 'shape',
      title: 'is a frozen definition with Lua names',
      run: async () => {
        const findings: string[] = [];
        const claim = (holds: boolean, fix: string): void => void (holds || findings.push(fix));
        const { name, summary, functions, classes = [], needs, wants = [] } = definition;
        claim(Object.isFrozen(definition), 'the definition can be changed: make it with defineModule()');
        claim(isLuaName(name), `'${name}' is not a Lua name`);
        claim(summary.trim() !== '', 'the summary is empty: say in a sentence what the module is for');
        for (const path of Object.keys(functions)) {
          claim(
            path.split('.').every((part) => isLuaName(part)),
            `function '${path}' has no Lua name`,
          );
        }
        for (const { name: className, methods } of classes) {
          for (const key of Object.keys(methods)) claim(isLuaName(key), `method '${className}:${key}' has no Lua name`);
        }
        const classNames = classes.map((cls) => cls.name);
        claim(new Set(classNames).size === classNames.length, `two classes have one name: ${classNames.join(', ')}`);
        for (const name of [...needs, ...wants]) {
          claim(CAPABILITY_NAMES.includes(name), `no host has a capability '${name}'`);
        }
        report(findings);
      },
    },
    {
      check: 'shape',
      title: 'has one name in its folder, on npm and in Lua',
      ...(files.manifest === undefined ? { notRun: 'no package.json is given' } : {}),
      run: async () => {
        const { manifest = {}, folder } = files;
        const findings: string[] = [];
        const own = `modules-${definition.name.replaceAll('_', '-')}`;
        const scoped = manifest.name?.startsWith('@durable-lua/') ?? false;
        if (scoped && manifest.name !== `@durable-lua/${own}`) {
          findings.push(`the module '${definition.name}' is in ${manifest.name}: name one after the other`);
        }
        if (scoped && folder !== own) {
          findings.push(`the folder of '${definition.name}' is ${folder ?? 'unnamed'}: call it ${own}`);
        }
        if (manifest.keywords?.includes('durable-lua-module') !== true) {
          findings.push('add the keyword "durable-lua-module" to package.json, by which modules are found');
        }
        report(findings);
      },
    },
  ];
}
