import { describe, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { json } from './index.js';

testModule(json, { files: new URL('..', import.meta.url) }, { describe, it });
