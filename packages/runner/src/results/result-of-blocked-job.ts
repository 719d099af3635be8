import {
  type JobResult,
  type JobState,
  MemoryJobResult,
  type Outcome,
  type ReadinessInhibitor,
  type SessionState,
  type SkipReason,
} from '@plainbox/state';

interface Reasons {
  dependencies: string[];
  resources: string[];
  manifests: string[];
  /** A job that it depends on was skipped by hand: so is this one. */
  skippedByHand: boolean;
  dependencyFailed: boolean;
  manifestUnmet: boolean;
  resourceUnmet: boolean;
}

/**
 * The result of a job whose turn has come and that can't start; `undefined` if none of the reasons
 * is final, so that the job stays without one.
 */
export function resultOfBlockedJob(blocked: JobState, state: SessionState): JobResult | undefined {
  const reasons: Reasons = {
    dependencies: [],
    resources: [],
    manifests: [],
    skippedByHand: false,
    dependencyFailed: false,
    manifestUnmet: false,
    resourceUnmet: false,
  };
  for (const inhibitor of blocked.readinessInhibitors) note(inhibitor, reasons, state);
  const outcome = outcomeOf(reasons, blocked.job.flags.has('fail-on-resource'));
  if (outcome === null) return undefined;
  return new MemoryJobResult({
    outcome,
    comments: blocked.readinessDescription,
    skipReason: skipReasonOf(outcome, reasons),
  });
}

function note(inhibitor: ReadinessInhibitor, reasons: Reasons, state: SessionState): void {
  const { cause, relatedJobId = '', relatedExpression, relatedManifests = [] } = inhibitor;
  if (cause === 'REQUIRED_MANIFEST') {
    reasons.manifestUnmet = true;
    reasons.manifests.push(...relatedManifests);
  } else if (cause === 'FAILED_DEP') {
    reasons.dependencyFailed = true;
    if (state.jobs.get(relatedJobId)?.result.outcome === 'skip') reasons.skippedByHand = true;
    else reasons.dependencies.push(relatedJobId);
  } else if (cause === 'FAILED_RESOURCE' && relatedExpression) {
    reasons.resourceUnmet = true;
    const { manifestIds, text } = relatedExpression;
    if (manifestIds.length > 0) reasons.manifestUnmet = true;
    if (manifestIds.length > 0) reasons.manifests.push(...manifestIds);
    else reasons.resources.push(text);
  }
}

function outcomeOf(reasons: Reasons, failOnResource: boolean): Outcome {
  if (reasons.skippedByHand) return 'skip';
  if (reasons.manifestUnmet) return 'skipped-manifest';
  if (reasons.dependencyFailed) return 'skipped-dependency';
  if (!reasons.resourceUnmet) return null;
  return failOnResource ? 'fail' : 'skipped-resource';
}

function skipReasonOf(outcome: Outcome, reasons: Reasons): SkipReason | null {
  const { dependencies, resources, manifests } = reasons;
  if (outcome === 'skip' && dependencies.length === 0) return null;
  if (dependencies.length + resources.length + manifests.length === 0) return null;
  return {
    relatedDependencies: dependencies,
    relatedResources: resources,
    relatedManifests: manifests,
  };
}
