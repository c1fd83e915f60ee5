export { createTestRuntime } from './runtime/test-runtime.js';
export type { TestRun, Time } from './runtime/test-run.js';
export type {
  LoadingTestRuntimeOptions,
  TestRuntime,
  TestRuntimeOptions,
  TestStartOptions,
} from './runtime/test-runtime.js';
export type { TestEntry } from './runtime/entries.js';
export type { TraceLine } from './runtime/trace.js';
export { fakeActivity } from './runtime/fake-activity.js';
export type { ActivityCall, FakeActivity } from './runtime/fake-activity.js';
export { checkModule, moduleCases, testModule } from './kit/kit.js';
export type { TestRunner } from './kit/kit.js';
export { CHECKS } from './kit/case.js';
export type { Case, CheckName, Result } from './kit/case.js';
export type { KitOptions, Script, ServerKit, Surroundings } from './kit/options.js';
export type { ModuleFiles } from './kit/module/module-files.js';
export { record } from './journal/record.js';
export type { PausableHost, Recorded, RecordOptions, Start } from './journal/record.js';
export { replay } from './journal/replay.js';
export type { ReplayOptions } from './journal/replay.js';
export { Divergence, describeEntry } from './journal/history.js';
export type { Command, History, HistoryEntry, HistoryEvent, Outcome } from './journal/history.js';
export type { Fake, FakeCall, LuaFake } from '@durable-lua/host-simulated';
export { runLuaTests } from './lua-tests/run-tests.js';
export type { LuaTest, LuaTestFailure, LuaTestFile, LuaTestsOptions, LuaTestSource } from './lua-tests/run-tests.js';
export { describedTestModule, TEST_GLOBALS } from './lua-tests/definitions.js';
