import { describe, it } from 'vitest';
import { testModule } from '@durable-lua/testing';
import { echo } from './echo.fixture.js';
import { httpClient } from './index.js';

const url = '"https://shop.test/a"';

testModule(
  httpClient,
  {
    files: new URL('..', import.meta.url),
    capabilities: () => ({ httpClient: echo }),
    samples: {
      ...Object.fromEntries(['get', 'post', 'put', 'patch', 'delete', 'head'].map((name) => [name, [url]])),
      request: ['"GET"', url],
      request_batch: ['{ { "GET", "https://shop.test/a" } }'],
    },
    instances: { 'http_client.Stream': 'm.get("https://shop.test/a", { stream = true }).stream' },
  },
  { describe, it },
);
