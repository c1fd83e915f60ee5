import { readFileSync } from 'node:fs';
import { Linter } from 'eslint';
import ts from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { arrows } from './lib/arrows.mjs';
import { forbiddenIn } from './lib/rooms.mjs';
import { inRoot, root } from './lib/root.mjs';
import { trackedFiles } from './lib/tracked.mjs';

const linter = new Linter({ cwd: root });

const parsed = [{ files: ['**/*.ts'], languageOptions: { parser: ts.parser } }, ...arrows];

/** The rules that these lines break when they stand in that file. */
const broken = (file, code) => linter.verify(code, parsed, file).map(({ ruleId }) => ruleId);

const IMPORTS = ['no-restricted-imports'];

describe('an import against the arrows is refused', () => {
  it.each([
    ['packages/determinism/src/a.ts', '@noble/hashes/sha2.js'],
    ['packages/determinism/src/a.ts', 'node:fs'],
    ['packages/lua-vm/src/a.ts', 'fengari'],
    ['packages/lua-vm/src/a.ts', 'fengari/src/lua.js'],
    ['packages/lua-vm/src/a.ts', './engine/state/fengari.js'],
    ['packages/lua-vm/src/engine/a.ts', 'fs/promises'],
    ['packages/lua-vm/src/engine/a.ts', 'fengari/src/lua.js'],
    ['packages/lua-vm/src/engine/a.ts', '../lua.js'],
    ['packages/lua-vm/src/engine/state/a.ts', '../values/codec.js'],
    ['packages/lua-vm/src/engine/state/a.ts', '../vm.js'],
    ['packages/lua-vm/src/engine/state/a.ts', '../../lua.js'],
    ['packages/lua-vm/src/engine/values/a.ts', '../bindings/invoke.js'],
    ['packages/lua-vm/src/engine/values/a.ts', './../library/strict.js'],
    ['packages/lua-vm/src/engine/bindings/a.ts', '../library/loader.js'],
    ['packages/lua-vm/src/engine/bindings/a.ts', '../../index.js'],
    ['packages/lua-vm/src/engine/library/a.ts', '../coroutine.js'],
    ['packages/lua-vm/src/scheduling/a.ts', '../engine/state/machine.js'],
    ['packages/lua-vm/src/scheduling/a.ts', '../limits.js'],
    ['packages/lua-vm/src/a.ts', '@durable-lua/host-node'],
    ['packages/modules-time/src/a.ts', '@durable-lua/lua-vm'],
    ['packages/modules-time/src/deep/a.ts', '@durable-lua/modules-channel'],
    ['packages/modules-time/src/a.ts', '@durable-lua/determinism/host'],
    ['packages/modules-time/src/a.ts', '@temporalio/workflow'],
    ['packages/modules-crypto/src/a.ts', 'crypto'],
    ['packages/modules-crypto/src/a.ts', '@durable-lua/determinism/dist/index.js'],
    ['packages/host-node/src/a.ts', '@temporalio/client'],
    ['packages/host-workflow/src/a.ts', '@durable-lua/modules-time'],
    ['packages/host-browser/src/a.ts', 'node:crypto'],
    ['packages/host-browser/src/a.ts', '@temporalio/common'],
    ['packages/host-browser/src/a.ts', '@durable-lua/host-node'],
    ['packages/http-server/src/a.ts', '@durable-lua/host-node'],
    ['packages/host-node/src/a.ts', '@durable-lua/temporal-wire'],
    ['packages/host-node/src/temporal/a.ts', '@durable-lua/modules-time'],
    ['packages/temporal-wire/src/a.ts', '@temporalio/workflow'],
    ['packages/temporal-wire/src/a.ts', '@durable-lua/host-node'],
    ['packages/registry/src/a.ts', '@temporalio/common'],
    ['packages/worker/src/a.ts', '../../lua-vm/src/index.js'],
    ['packages/worker/src/a.ts', 'fengari'],
    ['packages/dev-server/src/a.ts', '@temporalio/worker'],
    ['apps/demo/src/a.ts', '@durable-lua/worker/src/runtime.js'],
  ])('%s: %s', (file, name) => {
    expect(broken(file, `import '${name}';`)).toEqual(IMPORTS);
    expect(broken(file, `export { x } from '${name}';`)).toEqual(IMPORTS);
  });
});

describe('an import along the arrows is allowed', () => {
  it.each([
    ['packages/determinism/src/a.ts', './errors.js'],
    ['packages/lua-vm/src/a.ts', './engine/vm.js'],
    ['packages/lua-vm/src/engine/a.ts', './library/loader.js'],
    ['packages/lua-vm/src/engine/a.ts', '../scheduling/wait.js'],
    ['packages/lua-vm/src/engine/state/a.ts', 'fengari/src/lua.js'],
    ['packages/lua-vm/src/engine/state/a.ts', '../../scheduling/wait.js'],
    ['packages/lua-vm/src/engine/values/a.ts', '../state/fengari.js'],
    ['packages/lua-vm/src/engine/library/a.ts', '../bindings/modules.js'],
    ['packages/lua-vm/src/scheduling/a.ts', './wait.js'],
    ['packages/lua-vm/src/a.ts', '@durable-lua/determinism'],
    ['packages/lua-vm/src/a.ts', '@durable-lua/determinism/host'],
    ['packages/modules-time/src/a.test.ts', '@durable-lua/determinism/host'],
    ['packages/modules-crypto/src/a.ts', '@noble/hashes/sha2.js'],
    ['packages/modules-crypto/src/deep/a.ts', '../index.js'],
    ['packages/modules-time/src/a.test.ts', '@durable-lua/host-node'],
    ['packages/host-workflow/src/a.ts', '@temporalio/workflow'],
    ['packages/host-node/src/a.ts', 'node:worker_threads'],
    ['packages/host-node/src/temporal/a.ts', '@temporalio/client'],
    ['packages/host-node/src/temporal/a.ts', '@durable-lua/temporal-wire'],
    ['packages/temporal-wire/src/a.ts', '@temporalio/common'],
    ['packages/dev-server/src/a.ts', '@temporalio/client'],
    ['packages/worker/src/a.ts', '@durable-lua/modules-time'],
  ])('%s: %s', (file, name) => {
    expect(broken(file, `import '${name}';`)).toEqual([]);
  });

  it('and the dependencies of package.json follow the same table', () => {
    expect(forbiddenIn('packages/modules-time', '@durable-lua/lua-vm')).toContain('no other package of ours');
    expect(forbiddenIn('packages/modules-time', '@durable-lua/determinism')).toBeUndefined();
    expect(forbiddenIn('packages/host-node', '@temporalio/client')).toBeUndefined();
    expect(forbiddenIn('packages/determinism', 'yaml')).toContain('imports nothing');
  });
});

describe('the floors of lua-vm', () => {
  const own = trackedFiles().filter((file) => /^packages\/lua-vm\/src\/.*\.ts$/.test(file));
  const sources = own.filter((file) => !file.endsWith('.test.ts') && !file.endsWith('.d.ts'));

  it('import downwards, types included', () => {
    const imports = sources.flatMap((file) =>
      [...readFileSync(inRoot(file), 'utf8').matchAll(/(?:\bfrom|^import) '((?:\.|fengari)[^']+)'/gm)].map(
        ([, name]) => `${file}: ${name}`,
      ),
    );
    expect(imports.length).toBeGreaterThan(200);
    const isBroken = (one) => {
      const [file, name] = one.split(': ');
      return broken(file, `import '${name}';`).length > 0;
    };
    expect(imports.filter(isBroken)).toEqual([]);
  });

  it('name fengari in the engine alone', () => {
    const outside = own.filter((file) => !file.startsWith('packages/lua-vm/src/engine/'));
    expect(outside.length).toBeGreaterThan(10);
    expect(outside.filter((file) => /fengari/i.test(readFileSync(inRoot(file), 'utf8')))).toEqual([]);
  });
});

describe('an assertion that the compiler cannot check', () => {
  const rooms = [
    'determinism',
    'lua-vm',
    'lua-vm/src/engine/values',
    'modules-time',
    'host-node',
    'registry',
    'testing',
  ];
  const files = rooms.map((room) => `packages/${room}${room.includes('/') ? '' : '/src'}/a.ts`);

  it.each([
    'x as never;',
    'f(x as never);',
    '<never>x;',
    'x as unknown as Y;',
    'x as X as Y;',
    '(x as X).y as X as Y;',
  ])('is refused: %s', (code) => {
    for (const file of [...files, 'apps/demo/src/a.ts', 'benchmarks/src/a.ts']) {
      expect(broken(file, code), file).toEqual(['no-restricted-syntax']);
    }
  });

  it.each(['x as never;', 'x as unknown as Y;', 'x as X as Y;'])('is allowed in tests: %s', (code) => {
    for (const file of files) expect(broken(file.replace('a.ts', 'a.test.ts'), code), file).toEqual([]);
  });

  it.each(['x as Y;', '[1] as const;', '(x as X).y as Y;', 'f(x as X) as Y;'])('is none: %s', (code) => {
    for (const file of files) expect(broken(file, code), file).toEqual([]);
  });

  it('says what to do instead', () => {
    const [found] = linter.verify('x as unknown as Y;', parsed, 'packages/worker/src/a.ts');
    expect(found?.message).toContain('a type guard');
    expect(found?.message).toContain('eslint-disable-next-line no-restricted-syntax -- reason');
  });
});

describe('code that workflows replay has no world of its own', () => {
  it.each([
    'Date.now();',
    'new Date();',
    'Date();',
    'Math.random();',
    'setTimeout(() => {}, 1);',
    'globalThis.setTimeout(() => {}, 1);',
    'process.exit();',
    'crypto.randomUUID();',
    'fetch("x");',
    'let counter = 0;',
    'export let counter = 0;',
    'export * from "./a.js";',
  ])('%s', (code) => {
    for (const room of [
      'determinism',
      'lua-vm',
      'lua-vm/src/scheduling',
      'lua-vm/src/engine',
      'lua-vm/src/engine/state',
      'modules-time',
      'temporal-wire',
      'host-workflow',
    ]) {
      const file = room.includes('/') ? `packages/${room}/a.ts` : `packages/${room}/src/a.ts`;
      expect(broken(file, code), file).toHaveLength(1);
    }
  });

  it.each(['new Date(0);', 'Math.floor(1.5);', 'const counter = 0;', 'function f() { let i = 0; return i; }'])(
    'but %s',
    (code) => {
      expect(broken('packages/modules-time/src/a.ts', code)).toEqual([]);
    },
  );
});
