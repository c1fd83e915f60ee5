import { describe, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { specimen } from './index.js';

testModule(specimen, { files: new URL('..', import.meta.url) }, { describe, it });
