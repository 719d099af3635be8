import { expect, test, vi } from 'vitest';
import { checkRelations } from '../../src/index.js';
import { PullPass } from '../../src/run-list/pull-pass.js';
import { job } from '../sessions.js';

test('of very many cycles that each take a try of their own, the check finds a good part and stops', () => {
  const length = 1500;
  const jobs = Array.from({ length }, (_, n) =>
    job(`j${n}`, { group: 'all', before: `j${(n + 1) % length} j${(n * 7 + 3) % length}` }),
  );
  const tries = vi.spyOn(PullPass.prototype, 'check');
  try {
    const { issues } = checkRelations(jobs);
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set(['DEPENDENCY_CYCLE']));
    expect(issues.length).toBeGreaterThan(100);
    const lookedAt = tries.mock.calls.reduce((sum, [wanted]) => sum + wanted.length, 0);
    expect(lookedAt).toBeLessThan(600_000);
  } finally {
    tries.mockRestore();
  }
});

test('cycles among a few jobs are all found, also where each takes a try of its own', () => {
  const jobs = Array.from({ length: 100 }, (_, n) =>
    job(`j${n}`, { group: 'all', before: `j${(n + 1) % 100} j${(n * 7 + 3) % 100}` }),
  );
  expect(checkRelations(jobs).issues).toHaveLength(50);
});
