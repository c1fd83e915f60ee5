import { isLuaName } from '@durable-lua/determinism/host';
import { report, type Case } from '../case.js';
import { script } from '../run/calls.js';
import type { Subject } from '../run/subject.js';

/** Does `require` give the same table twice, read-only, with everything declared in it, and is `_G` unchanged? */
export function load(subject: Subject): Case[] {
  const { definition } = subject;
  const functions = Object.keys(definition.functions);
  const aliases = Object.entries(definition.aliases ?? {});
  const source = `
local function globals() local t = {} for k, v in next, _G do t[k] = v end return t end
local before = globals()
local other, wrong = require(${JSON.stringify(definition.name)}), {}
local function at(path) local v = m for part in path:gmatch("[^.]+") do v = type(v) == "table" and v[part] or nil end return v end
for k, v in next, _G do if before[k] ~= v then wrong[#wrong + 1] = "require changed the global " .. tostring(k) end end
if other ~= m then wrong[#wrong + 1] = "require gives another table the second time" end
if pcall(function() m.added_by_the_kit = 1 end) then wrong[#wrong + 1] = "the module's table can be changed" end
for _, path in ipairs { ${functions.map((path) => JSON.stringify(path)).join(', ')} } do
  if type(at(path)) ~= "function" then wrong[#wrong + 1] = path .. " is no function once loaded: another name hides it" end
end
for name, target in next, { ${aliases.map(([name, target]) => `["${name}"] = "${target}"`).join(', ')} } do
  if at(name) == nil or at(name) ~= at(target) then wrong[#wrong + 1] = name .. " is not the same as " .. target end
end
local names = {}
for k in pairs(m) do names[#names + 1] = k end
return { wrong = wrong, names = names }`;
  return [
    {
      check: 'load',
      title: 'loads once, whole and read-only, and leaves the globals alone',
      run: async () => {
        const requires = `local m = require(${JSON.stringify(definition.name)})`;
        const loaded = await subject.simulate({ name: 'load.lua', source: `${requires}\n${source}` });
        const { wrong, names } = loaded as { wrong: string[]; names: string[] };
        const bad = Object.values(names).filter((name) => !isLuaName(name));
        report([...Object.values(wrong), ...bad.map((name) => `'${name}' in the loaded module is no Lua name`)]);
      },
    },
    {
      check: 'load',
      title: 'loads beside other modules',
      run: async () => void (await subject.simulate({ name: 'load.lua', source: script(subject, 'return m ~= kit') })),
    },
  ];
}
