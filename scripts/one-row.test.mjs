// What an option of calls is stands in one row: the check in Lua and in entry files, the reference, the definition files.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { simulatedHost } from '../packages/host-simulated/src/index.ts';
import { createLua } from '../packages/lua-vm/src/index.ts';
import { funcs } from '../packages/modules-funcs/src/index.ts';
import { luaDefinitions, referencePage } from '../packages/reference/src/index.ts';
import { checkProject } from '../packages/registry/src/index.ts';

// One row more, and nothing else.
vi.mock('../packages/determinism/src/options/call-rows.ts', async (original) => {
  const rows = await original();
  const { whole } = await vi.importActual('../packages/determinism/src/options/option-types.ts');
  const naps = {
    name: 'activity.naps',
    names: ['activity.naps'],
    type: whole({ min: 1, max: 9 }),
    default: 2,
    doc: 'How often it naps.',
  };
  return { ...rows, CALL_ROWS: { ...rows.CALL_ROWS, naps } };
});

const index = `version: "1.0"
namespace: app
entries:
  - name: f
    kind: function.lua
    source: return {}
    meta: { options: { activity.naps: 10 } }
`;

it('a new option is one row, and stands in Lua, in entry files, in the reference and in editors', async () => {
  const lua = createLua({ modules: [funcs], host: simulatedHost({ functions: { 'app:f': () => true } }) });
  const source = `
    local _, err = funcs.new():with_options({ ["activity.naps"] = 10 }):call("app:f")
    return err:message()`;
  expect(await lua.run(source)).toBe("option 'activity.naps': integer from 1 to 9 expected, got 10");

  const root = mkdtempSync(path.join(tmpdir(), 'durable-lua-one-row-'));
  writeFileSync(path.join(root, '_index.yaml'), index);
  const { findings } = await checkProject(root).finally(() => rmSync(root, { recursive: true }));
  expect(findings).toEqual([
    expect.objectContaining({
      code: 'E-RANGE',
      line: 7,
      column: 39,
      field: 'meta.options.activity.naps',
      message: 'expected integer from 1 to 9, found 10',
    }),
  ]);

  expect(referencePage(funcs)).toContain('| `activity.naps` | integer from 1 to 9 | `2` | How often it naps. |\n');
  expect(luaDefinitions(funcs)).toContain('---@field ["activity.naps"]? integer How often it naps.\n');
});
