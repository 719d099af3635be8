import { afterAll, describe, expect, test } from 'vitest';
import { crashEverywhere } from './crash/crash-states.js';
import type { LeftOut } from './crash/simulated-disk.js';
import { WORKLOADS } from './crash/workloads.js';

/** `npm run crash-states` looks at everything; usually a part of it is looked at, the same at each run. */
const all = process.env['PLAINBOX_CRASH_STATES'] === 'all';
const extent = all ? { most: 512, goOnEvery: 16 } : { most: 32, goOnEvery: 16 };
/** In each, what is asynchronous ends in another order. */
const schedules = all ? 8 : 1;

describe('after a power cut at any moment, an acknowledged checkpoint or a later one is found', () => {
  let total = 0;
  for (const [name, workload] of Object.entries(WORKLOADS)) {
    test(name, { timeout: 1_800_000 }, async () => {
      for (let seed = 1; seed <= schedules; seed++) {
        const { moments, states, failures } = await crashEverywhere(workload, extent, seed);
        expect(failures, `schedule ${seed}`).toEqual([]);
        expect(moments).toBeGreaterThan(10);
        total += states;
      }
    });
  }
  afterAll(() => console.log(`crash states looked at: ${total.toLocaleString('en')}`));
});

describe('a storage that leaves one sync out is caught', () => {
  const isSession = (path: string): boolean => path.endsWith('.session');
  const leftOut: Readonly<Record<string, LeftOut>> = {
    'of the journal': (_, how) => how === 'dsync',
    'of a snapshot': (path, how) => how === 'sync' && path.includes('/.tmp.'),
    'of the folder of a session': (path, how) => how === 'sync' && isSession(path),
    'of the generations': (path) => path.endsWith('/generations'),
    'of the repository': (path) => path === '/sessions',
    'of a lock': (path) => path.includes('/.lock.'),
    'of what is set aside': (path) => path.endsWith('/set-aside'),
    'of a log': (path) => path.includes('/io-logs/'),
    'of the folder of logs': (path) => path.endsWith('/io-logs'),
  };
  for (const [name, isLeftOut] of Object.entries(leftOut)) {
    test(name, async () => {
      const caught: string[] = [];
      for (const workload of Object.values(WORKLOADS)) {
        const { failures } = await crashEverywhere(
          workload,
          { most: 32, goOnEvery: 1e9 },
          1,
          isLeftOut,
        );
        caught.push(...failures);
        if (caught.length > 0) break;
      }
      expect(caught).not.toEqual([]);
    });
  }
});
