import { describe, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { yaml } from './index.js';

testModule(yaml, { files: new URL('..', import.meta.url) }, { describe, it });
