import { describe, expect, test } from 'vitest';
import {
  DependencyCycleError,
  DependencyMissingError,
  JobDefinition,
  type RunListProblem,
  SessionState,
} from '../../src/index.js';
import { readGolden } from '../golden.js';
import { constraintViolations } from './constraint-violations.js';

interface GoldenProblem {
  readonly class: string;
  readonly affected_job: string;
  readonly affecting_job: string | null;
  readonly missing_job_id?: string;
  readonly dep_type?: string;
  readonly cycle?: readonly string[];
}

interface GoldenResult {
  readonly run_list: readonly string[];
  readonly desired_job_list: readonly string[];
  readonly problems: readonly GoldenProblem[];
  readonly inhibitors: { readonly [id: string]: readonly (readonly [string, string])[] };
}

interface GoldenUnit {
  readonly id: string;
  readonly namespace?: string;
  readonly fields: { readonly [field: string]: string };
  readonly checksum: string;
}

interface GoldenCase {
  readonly name: string;
  readonly units: readonly GoldenUnit[];
  readonly unknown_units?: readonly GoldenUnit[];
  readonly desired: readonly string[];
  readonly mandatory?: readonly string[];
  readonly deterministic: boolean;
  readonly variants_seen: number;
  readonly expected?: GoldenResult | { readonly error: { readonly class: string } };
  readonly variants?: readonly GoldenResult[];
  readonly same_job_set?: boolean;
  readonly sorted_walk: GoldenResult;
}

const golden = JSON.parse(readGolden('solver.json')) as readonly GoldenCase[];

/** What plainbox answers by an exception that the port answers otherwise; each has a test of its own below. */
const BETTER_HERE = ['70-bad-requires-desired', '71-salvages-unknown'];

const recorded = golden.filter((entry) => hasResult(entry) && entry.deterministic);
const undecided = golden.filter((entry) => !entry.deterministic);

describe('solver.json', () => {
  test('is read whole', () => {
    expect(golden).toHaveLength(52);
    expect(recorded.length).toBe(39);
    expect(undecided.length).toBe(10);
    const refused = golden.filter((entry) => !hasResult(entry) && entry.deterministic);
    expect(refused.map(({ name }) => name)).toEqual(['60-duplicate-different', ...BETTER_HERE]);
  });

  test.each(recorded.map((entry) => [entry.name, entry] as const))('%s', (_name, entry) => {
    expect(solve(entry)).toEqual(withoutRepeats(entry.expected as GoldenResult));
  });

  test.each(undecided.map((entry) => [entry.name, entry] as const))(
    '%s: the order is one that plainbox could give',
    (_name, entry) => {
      const result = solve(entry);
      const { variants = [], variants_seen } = entry;
      // Where every order that was seen is recorded, ours has to be among them.
      if (variants.length === variants_seen) {
        expect(variants.map(withoutRepeats)).toContainEqual(result);
      }
      expect(constraintViolations(jobsOf(entry.units), result.run_list)).toEqual([]);
      if (entry.same_job_set) {
        expect([...result.run_list].sort()).toEqual([...entry.sorted_walk.run_list].sort());
      }
    },
  );
});

function hasResult({ expected }: GoldenCase): boolean {
  return expected !== undefined && 'run_list' in expected;
}

function jobsOf(units: readonly GoldenUnit[] = []): JobDefinition[] {
  return units.map(({ fields, namespace }) => new JobDefinition(fields, { namespace }));
}

function solve(entry: GoldenCase): GoldenResult {
  const state = new SessionState(jobsOf(entry.units));
  const unknown = new Map(jobsOf(entry.unknown_units).map((job) => [job.id, job]));
  if (entry.mandatory) state.updateMandatoryJobs(entry.mandatory);
  const problems = state.updateDesiredJobs(entry.desired.map((id) => unknown.get(id) ?? id));
  return {
    run_list: state.runList.map(({ id }) => id),
    desired_job_list: state.desiredJobs.map(({ id }) => id),
    problems: problems.map(describeProblem),
    inhibitors: Object.fromEntries(
      state.runList.map(({ id }) => [
        id,
        state.jobs.get(id)?.readinessInhibitors.map((i) => [i.cause, i.relatedJobId ?? '']) ?? [],
      ]),
    ),
  };
}

function describeProblem(problem: RunListProblem): GoldenProblem {
  const described = {
    class: problem.name,
    affected_job: problem.affectedJobId,
    affecting_job: problem.affectingJob?.id ?? null,
  };
  if (problem instanceof DependencyMissingError) {
    const { missingJobId, dependencyType } = problem;
    return { ...described, missing_job_id: missingJobId, dep_type: dependencyType };
  }
  if (problem instanceof DependencyCycleError) {
    const cycle = problem.jobList.map((job) => ('members' in job ? job.group : job.id));
    return { ...described, cycle };
  }
  return described;
}

/** The result with messages left out, as ours differ, and each desired job once. */
function withoutRepeats(result: GoldenResult): GoldenResult {
  return {
    ...result,
    desired_job_list: [...new Set(result.desired_job_list)],
    problems: result.problems.map(
      ({ message: _, ...problem }: GoldenProblem & { message?: string }) => problem,
    ),
  };
}
