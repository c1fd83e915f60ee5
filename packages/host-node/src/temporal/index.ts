export { activityInterceptors, luaActivities } from './activities.js';
export { clientHeaders } from './client-headers.js';
export { clientSizes } from './client-sizes.js';
export { clientUpdates } from './client-updates.js';
export { InternalActivities } from './internal-activities.js';
export type { InternalActivitiesOptions } from './internal-activities.js';
export type { StartedRun } from './start-workflow.js';
export { Workflows } from './workflows.js';
export type { WorkflowsOptions } from './workflows.js';
