export { clientSizes, clientUpdates } from '@durable-lua/host-node/temporal';
export { endSdkRuntime, ensureSdkRuntime, wantSdkRuntime } from './sdk-runtime.js';
export { installTelemetry, lineLogger, metricsExporter } from './telemetry.js';
export type { TelemetryOptions } from './telemetry.js';
export type { MoreWorkerOptions } from './beside-lua.js';
export type { CompositionOptions, GivenInterceptor, GivenModule } from './composition.js';
export type { GivenCodecs } from './conversion.js';
export type { HttpCall, HttpInterceptor, HttpOutcome } from '@durable-lua/http-server';
export type { ClientHealth } from './health-check.js';
export { replayHistories, replayHistory } from './replay.js';
export type { ReplayAllOptions, Replayed, ReplayOptions } from './replay.js';
export { describeParting, PartedError } from './replaying/parting.js';
export type { InShort, Parting } from './replaying/parting.js';
export type { GivenCommand, ReplayJob, ReplayObserver } from './replaying/recorder.js';
export { createRuntime } from './runtime.js';
export type {
  ProcessHandle,
  ProcessSettings,
  RunHandle,
  RuntimeProcesses,
  SpawnSettings,
  StartSettings,
} from './handles.js';
export type { Runtime } from './runtime.js';
export type { RuntimeOptions } from './runtime-options.js';
export type { StartWhat } from './start-order.js';
export type { SdkInterceptors } from './sdk-interceptors.js';
export { standardModules } from './standard-modules.js';
