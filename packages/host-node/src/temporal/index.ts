export { activityHeaders, luaActivities } from './activities.js';
export { clientHeaders } from './client-headers.js';
export { TemporalProcesses } from './processes.js';
export type { StartedRun, TemporalProcessesOptions } from './processes.js';
