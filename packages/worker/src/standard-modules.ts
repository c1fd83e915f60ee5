import type { ModuleDefinition } from '@durable-lua/determinism';
import { channel } from '@durable-lua/modules-channel';
import { crypto } from '@durable-lua/modules-crypto';
import { ctx } from '@durable-lua/modules-ctx';
import { errors } from '@durable-lua/modules-errors';
import { funcs } from '@durable-lua/modules-funcs';
import { process } from '@durable-lua/modules-process';
import { time } from '@durable-lua/modules-time';
import { uuid } from '@durable-lua/modules-uuid';
import { workflow } from '@durable-lua/modules-workflow';

/** The modules of this release, composed when nothing else is asked for. */
export const standardModules: readonly ModuleDefinition[] = [
  channel,
  crypto,
  ctx,
  errors,
  funcs,
  process,
  time,
  uuid,
  workflow,
];
