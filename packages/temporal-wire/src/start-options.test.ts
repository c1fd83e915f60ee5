import { expect, it } from 'vitest';
import { sdkVersioningOverride } from './start-options.js';

it('a worker version to stay with is what the SDK calls pinned', () => {
  expect(sdkVersioningOverride({ mode: 'auto_upgrade' })).toBe('AUTO_UPGRADE');
  expect(sdkVersioningOverride({ mode: 'pinned', deploymentName: 'shop', buildId: 'b1' })).toEqual({
    pinnedTo: { deploymentName: 'shop', buildId: 'b1' },
  });
});
