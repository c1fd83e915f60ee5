export { simulatedHost } from './simulated-host.js';
export type { SimulatedHost, SimulatedHostOptions } from './simulated-host.js';
export { Simulation } from './simulation.js';
export type { LogLine, SimulationOptions } from './simulation.js';
export { SimulatedRun } from './run.js';
export type { RunOptions } from './run.js';
export type { Fake, FakeBody, FakeCall, LuaFake } from './fakes.js';
export { Deferred } from './deferred.js';
export { hop } from './hop.js';
