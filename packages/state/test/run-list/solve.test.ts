import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  DependencyCycleError,
  DependencyMissingError,
  JobDefinition,
  type RunListProblem,
  SessionState,
} from '../../src/index.js';
import { PullPass } from '../../src/run-list/pull-pass.js';
import { randomJobs } from './random-jobs.js';
import { type PlainSolution, solveByRestarts } from './restart-loop.js';

function solve(jobs: readonly JobDefinition[], wanted: readonly string[]) {
  const state = new SessionState(jobs);
  const problems = state.updateDesiredJobs(wanted);
  return { problems, runList: state.runList, desired: state.desiredJobs };
}

function solvePlainly(jobs: readonly JobDefinition[], wanted: readonly string[]): PlainSolution {
  const { runList, desired, problems } = solve(jobs, wanted);
  return {
    runList: runList.map(({ id }) => id),
    desired: desired.map(({ id }) => id),
    problems: problems.map(describeProblem),
  };
}

function describeProblem(problem: RunListProblem): string {
  if (problem instanceof DependencyMissingError) {
    const { affectedJobId, dependencyType, missingJobId } = problem;
    return `missing ${affectedJobId} ${dependencyType} ${missingJobId}`;
  }
  if (problem instanceof DependencyCycleError) {
    const names = problem.jobList.map((job) => ('members' in job ? `group ${job.group}` : job.id));
    return `cycle ${names.join(' ')}`;
  }
  return `unknown ${problem.affectedJobId}`;
}

/** A chain of jobs, each depending on the one before it in the list, or behind it. */
function chain(length: number, towards: 'front' | 'back'): JobDefinition[] {
  return Array.from({ length }, (_, n) => {
    const other = towards === 'front' ? n - 1 : n + 1;
    const depends = other >= 0 && other < length ? { depends: `j${other}` } : {};
    return new JobDefinition({ id: `j${n}`, plugin: 'shell', ...depends });
  });
}

describe('the run list', () => {
  test('has its cycles inside of groups found in the order of the groups, not of their members', () => {
    const jobs = [
      new JobDefinition({ id: 'first', group: 'one' }),
      new JobDefinition({ id: 'second', group: 'other', before: 'second' }),
      new JobDefinition({ id: 'third', group: 'one', before: 'third' }),
    ];
    const { problems } = solve(jobs, ['first', 'second', 'third']);
    expect(problems.map(({ affectedJobId }) => affectedJobId)).toEqual(['third', 'second']);
  });

  test.each(['front', 'back'] as const)(
    'of a chain of 100 000 towards the %s overflows no stack, where plainbox ends at 500',
    (towards) => {
      const jobs = chain(100_000, towards);
      const { runList, problems } = solve(
        jobs,
        jobs.map(({ id }) => id),
      );
      expect(problems).toEqual([]);
      const inOrder = towards === 'front' ? jobs : jobs.toReversed();
      expect(runList.map(({ id }) => id)).toEqual(inOrder.map(({ id }) => id));
    },
  );

  test('of a chain that breaks at its end is empty after one pass, not one for each job', () => {
    const length = 20_000;
    const jobs = [
      ...chain(length, 'back').slice(0, -1),
      new JobDefinition({ id: `j${length - 1}`, depends: 'nowhere' }),
    ];
    const { runList, problems } = solve(
      jobs,
      jobs.map(({ id }) => id),
    );
    expect(runList).toEqual([]);
    expect(problems).toHaveLength(length);
  });

  test('of thousands of pairs that run before each other costs one try of each, whatever they share', () => {
    const pairs = Array.from({ length: 8000 }, (_, n) => [
      new JobDefinition({ id: `a${n}`, depends: 'root', before: `b${n}` }),
      new JobDefinition({ id: `b${n}`, before: `a${n}` }),
    ]).flat();
    const hub = new JobDefinition({ id: 'hub', depends: pairs.map(({ id }) => id) });
    const jobs = [hub, new JobDefinition({ id: 'root' }), ...pairs];
    const { runList, problems } = solve(
      jobs,
      jobs.map(({ id }) => id),
    );
    expect(runList).toHaveLength(8001);
    expect(problems.map(({ affectedJobId }) => affectedJobId).slice(0, 3)).toEqual([
      'a0',
      'hub',
      'a1',
    ]);
    expect(problems).toHaveLength(8001);
  });

  test('of thousands of jobs that all run before each other costs what its cycles are long', () => {
    const length = 6000;
    const jobs = Array.from(
      { length },
      (_, n) =>
        new JobDefinition({ id: `j${n}`, before: `j${(n + 1) % length} j${(n * 7 + 3) % length}` }),
    );
    const walked = vi.spyOn(PullPass.prototype, 'check');
    try {
      const { runList, problems } = solve(
        jobs,
        jobs.map(({ id }) => id),
      );
      expect(problems).toHaveLength(length / 2);
      expect(runList).toHaveLength(length / 2);
      // One try for all cycles, and one at each end.
      expect(walked).toHaveBeenCalledTimes(3);
    } finally {
      walked.mockRestore();
    }
  });

  test('has its cycles found from where one was opened: jobs before it and behind it keep their turns', () => {
    const jobs = [
      new JobDefinition({ id: 'a', before: 'c' }),
      new JobDefinition({ id: 'b', before: ['a', 'd'] }),
      new JobDefinition({ id: 'c', before: ['b', 'd'] }),
      new JobDefinition({ id: 'd', before: ['c', 'b'] }),
      new JobDefinition({ id: 'e', before: 'e' }),
    ];
    const all = ['e', 'c', 'a', 'd', 'b'];
    const plain = solvePlainly(jobs, all);
    expect(plain).toEqual(solveByRestarts(jobs, all));
    expect(plain.problems).toEqual(['cycle e e', 'cycle c a b c', 'cycle b d b']);
  });

  const wanted = fc.uniqueArray(
    fc.integer({ min: 0, max: 10 }).map((n) => `j${n}`),
    { maxLength: 10 },
  );
  const kinds = {
    'depends and after': randomJobs({ lists: { depends: 2, after: 2 } }),
    'dense dependencies': randomJobs({ lists: { depends: 4, after: 3 }, strangers: false }),
    requires: randomJobs({ lists: { depends: 1, after: 1 }, requires: 2 }),
    before: randomJobs({ lists: { depends: 1, before: 2 }, strangers: false }),
    'entangled before cycles': randomJobs({ maxJobs: 14, lists: { before: 3 }, strangers: false }),
    'entangled before cycles with a few needs': randomJobs({
      maxJobs: 14,
      lists: { depends: 1, after: 1, before: 3 },
      acyclic: true,
      strangers: false,
    }),
    'many small before cycles': randomJobs({ maxJobs: 14, lists: { before: 1 }, strangers: false }),
    groups: randomJobs({ lists: { depends: 1, after: 1 }, groups: 3, strangers: false }),
    'groups with cycles inside': randomJobs({
      maxJobs: 11,
      lists: { before: 2 },
      groups: 4,
      allGrouped: true,
      strangers: false,
    }),
    everything: randomJobs({ lists: { depends: 1, after: 1, before: 1 }, groups: 2, requires: 1 }),
  };

  test.each(Object.entries(kinds))(
    'and its problems are those of solving anew after each problem: %s',
    (_kind, jobs) => {
      const same = fc.property(jobs, wanted, (pool, ids) => {
        expect(solvePlainly(pool, ids)).toEqual(solveByRestarts(pool, ids));
      });
      fc.assert(same, { numRuns: 1_000 });
    },
  );
});
