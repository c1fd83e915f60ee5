import { describe, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { logger } from './index.js';

testModule(logger, { files: new URL('..', import.meta.url) }, { describe, it });
