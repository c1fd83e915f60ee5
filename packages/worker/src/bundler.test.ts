import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { payloadConverterPath } from './bundler.js';

it('the payload converter is a file that the SDK can require, also when neighbours come from their sources', () => {
  const { payloadConverter } = createRequire(import.meta.url)(payloadConverterPath) as Record<string, unknown>;
  expect(payloadConverter).toHaveProperty('toPayload');
});
