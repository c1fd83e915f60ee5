/** Workflows in virtual time where there is no Node: in a page, or a worker of one. */
export { simulate } from './runtime/simulate.js';
export type { Around, TestRuntime, TestRuntimeOptions, TestStartOptions } from './runtime/simulate.js';
export { Recordings } from './runtime/recordings.js';
export type { RunEnd, RunPages, TestRun, Time } from './runtime/test-run.js';
export { fakeActivity } from './runtime/fake-activity.js';
export type { ActivityCall, FakeActivity } from './runtime/fake-activity.js';
export type { TraceLine } from './runtime/trace.js';
export type { Fake, FakeCall, LuaFake } from '@durable-lua/host-simulated';
