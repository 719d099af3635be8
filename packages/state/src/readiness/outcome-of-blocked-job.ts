import type { JobId } from '../job-id.js';
import type { SkipReason } from '../results/job-result.js';
import type { Outcome } from '../results/outcome.js';
import type { JobDefinition } from '../units/job-definition.js';
import type { ReadinessInhibitor } from './inhibitor.js';

/** What becomes of a job that is not started. */
export interface BlockedOutcome {
  /** `null` as long as the job may still become ready. */
  readonly outcome: Outcome;
  /** What the job waited for in vain; `null` if that is nothing to name. */
  readonly skipReason: SkipReason | null;
}

/** The part of a job's state that says why it can't start. */
export interface BlockedJob {
  /** The definition. */
  readonly job: JobDefinition;
  /** Everything against starting it. */
  readonly readinessInhibitors: readonly ReadinessInhibitor[];
}

/**
 * The outcome of a job that can't start, for a result that says so without running it. What is merely pending doesn't
 * count. A job that needs one which the user skipped is skipped likewise; else the manifest comes before dependencies,
 * and these before resources.
 */
export function outcomeOfBlockedJob(
  { job, readinessInhibitors }: BlockedJob,
  outcomeOf: (id: JobId) => Outcome | undefined,
): BlockedOutcome {
  const failedJobs = readinessInhibitors
    .filter(({ cause }) => cause === 'FAILED_DEP')
    .map(({ relatedJobId }) => relatedJobId as JobId);
  const untrue = readinessInhibitors
    .filter(({ cause }) => cause === 'FAILED_RESOURCE')
    .flatMap(({ relatedExpression }) => relatedExpression ?? []);
  const relatedDependencies = failedJobs.filter((id) => outcomeOf(id) !== 'skip');
  const relatedResources = untrue
    .filter(({ manifestIds }) => manifestIds.length === 0)
    .map(({ text }) => text);
  const relatedManifests = [
    ...readinessInhibitors.flatMap(({ relatedManifests }) => relatedManifests ?? []),
    ...untrue.flatMap(({ manifestIds }) => manifestIds),
  ];
  const skipReason = { relatedDependencies, relatedResources, relatedManifests };
  const isEmpty = Object.values(skipReason).every((related) => related.length === 0);
  if (relatedDependencies.length < failedJobs.length) {
    return { outcome: 'skip', skipReason: relatedDependencies.length > 0 ? skipReason : null };
  }
  const onResource = job.flags.has('fail-on-resource') ? 'fail' : 'skipped-resource';
  const byManifest = relatedManifests.length > 0 ? 'skipped-manifest' : null;
  const byDependency = failedJobs.length > 0 ? 'skipped-dependency' : null;
  const byResource = untrue.length > 0 ? onResource : null;
  return {
    outcome: byManifest ?? byDependency ?? byResource,
    skipReason: isEmpty ? null : skipReason,
  };
}
