import { describe, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { hash } from './index.js';

testModule(hash, { files: new URL('..', import.meta.url) }, { describe, it });
