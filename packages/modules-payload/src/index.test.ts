import { describe, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { payload } from './index.js';

testModule(payload, { files: new URL('..', import.meta.url) }, { describe, it });
