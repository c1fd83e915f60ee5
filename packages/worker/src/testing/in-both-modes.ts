import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { replayHistories, type RuntimeOptions } from '../index.js';
import { House } from './house.js';

const MODES = {
  'with workflows kept in memory': {},
  'with each workflow task a full replay': { maxCachedWorkflows: 0 },
};

export interface ModeOptions {
  /** Whether the tests run at the same time, five at once: they do unless it is said otherwise. */
  readonly concurrent?: boolean;
  readonly runtime?: Partial<RuntimeOptions>;
  /** How long the replays may take, for tests that leave many histories. */
  readonly replayTimeout?: number;
}

/**
 * Declares the tests twice: the results must be the same whether a workflow goes on in memory or is replayed for each task.
 * At the end every history of the two, exported to JSON, is replayed once more by itself.
 */
export function inBothModes(
  fixture: string,
  tests: (house: House) => void,
  { concurrent = true, runtime = {}, replayTimeout = 60_000 }: ModeOptions = {},
): void {
  describe.each(Object.entries(MODES))('%s', (_, workerOptions) => {
    const address = inject('temporalAddress');
    const house = new House({ fixture, address, runtime: { ...runtime, workerOptions } });
    beforeAll(() => house.open());
    afterAll(() => house.close());

    describe('the same result', { concurrent }, () => tests(house));

    it('every history of these tests replays from its JSON', { timeout: replayTimeout }, async () => {
      const histories = await house.histories();
      const failures: string[] = [];
      let count = 0;
      for await (const { workflowId, error } of replayHistories({ ...house.composition, histories })) {
        count += 1;
        if (error !== undefined) failures.push(`${workflowId}: ${error.message}`);
      }
      expect(failures).toEqual([]);
      expect(count).toBe(histories.length);
      expect(count).toBeGreaterThanOrEqual(house.started.size);
    });
  });
}
