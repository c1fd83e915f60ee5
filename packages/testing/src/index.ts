export { checkModule, moduleCases, testModule } from './kit/kit.js';
export type { TestRunner } from './kit/kit.js';
export { CHECKS } from './kit/case.js';
export type { Case, CheckName, Result } from './kit/case.js';
export type { KitOptions, Script, Surroundings } from './kit/subject.js';
export type { ModuleFiles } from './kit/module-files.js';
export type { ServerKit } from './kit/server-kit.js';
export { replay } from '@durable-lua/host-simulated';
export type { Fake, FakeCall, LuaFake } from '@durable-lua/host-simulated';
