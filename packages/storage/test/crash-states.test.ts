import { afterAll, describe, expect, test } from 'vitest';
import { crashEverywhere } from './crash/crash-states.js';
import { WORKLOADS } from './crash/workloads.js';

/** `PLAINBOX_CRASH_STATES=all` looks at everything; usually a part of it, the same at each run. */
const all = process.env['PLAINBOX_CRASH_STATES'] === 'all';
const extent = all ? { most: 4096, goOnEvery: 8 } : { most: 32, goOnEvery: 16 };

describe('after a power cut at any moment, an acknowledged checkpoint or a later one is found', () => {
  let total = 0;
  for (const [name, workload] of Object.entries(WORKLOADS)) {
    test(name, { timeout: 600_000 }, async () => {
      const { moments, states, failures } = await crashEverywhere(workload, extent);
      expect(failures).toEqual([]);
      expect(moments).toBeGreaterThan(10);
      total += states;
    });
  }
  afterAll(() => console.log(`crash states looked at: ${total.toLocaleString('en')}`));
});
