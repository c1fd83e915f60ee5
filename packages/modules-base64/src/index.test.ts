import { describe, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { base64 } from './index.js';

testModule(base64, { files: new URL('..', import.meta.url) }, { describe, it });
