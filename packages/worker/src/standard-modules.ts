// Written by npm run generate, from the dependencies of packages/worker.
import type { ModuleDefinition } from '@durable-lua/determinism';
import { activity } from '@durable-lua/modules-activity';
import { base64 } from '@durable-lua/modules-base64';
import { channel } from '@durable-lua/modules-channel';
import { crypto } from '@durable-lua/modules-crypto';
import { ctx } from '@durable-lua/modules-ctx';
import { env } from '@durable-lua/modules-env';
import { errors } from '@durable-lua/modules-errors';
import { funcs } from '@durable-lua/modules-funcs';
import { hash } from '@durable-lua/modules-hash';
import { http } from '@durable-lua/modules-http';
import { httpClient } from '@durable-lua/modules-http-client';
import { json } from '@durable-lua/modules-json';
import { logger } from '@durable-lua/modules-logger';
import { payload } from '@durable-lua/modules-payload';
import { process } from '@durable-lua/modules-process';
import { registry } from '@durable-lua/modules-registry';
import { store } from '@durable-lua/modules-store';
import { time } from '@durable-lua/modules-time';
import { uuid } from '@durable-lua/modules-uuid';
import { workflow } from '@durable-lua/modules-workflow';
import { yaml } from '@durable-lua/modules-yaml';

/** The modules of this release, composed when nothing else is asked for. */
export const standardModules: readonly ModuleDefinition[] = [
  activity,
  base64,
  channel,
  crypto,
  ctx,
  env,
  errors,
  funcs,
  hash,
  http,
  httpClient,
  json,
  logger,
  payload,
  process,
  registry,
  store,
  time,
  uuid,
  workflow,
  yaml,
];
