// Written by npm run generate, from the dependencies of packages/worker.
import type { ModuleDefinition } from '@durable-lua/determinism';

/** The modules of this release. */
export const STANDARD_MODULES: readonly Pick<ModuleDefinition, 'name' | 'barredInWorkflows'>[] = [
  {
    name: 'activity',
    barredInWorkflows: 'call a function, and use it there',
  },
  { name: 'base64' },
  { name: 'channel' },
  { name: 'crypto' },
  { name: 'ctx' },
  {
    name: 'env',
    barredInWorkflows: 'give the workflow its configuration as input, or call a function that reads it',
  },
  { name: 'errors' },
  { name: 'funcs' },
  { name: 'hash' },
  {
    name: 'http',
    barredInWorkflows: 'answer the request in a function, and start the workflow or send it a message from there',
  },
  {
    name: 'http_client',
    barredInWorkflows: 'call a function that sends the request',
  },
  { name: 'json' },
  { name: 'logger' },
  { name: 'payload' },
  { name: 'process' },
  {
    name: 'registry',
    barredInWorkflows: 'call a function that looks into the registry',
  },
  {
    name: 'store',
    barredInWorkflows: 'keep it in a local variable, or call a function that uses the store',
  },
  { name: 'time' },
  { name: 'uuid' },
  { name: 'workflow' },
  { name: 'yaml' },
];
