import { describe, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { store } from './index.js';

testModule(store, { files: new URL('..', import.meta.url) }, { describe, it });
