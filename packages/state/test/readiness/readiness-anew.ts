import {
  compareCodePoints,
  type JobDefinition,
  type JobState,
  ReadinessInhibitor,
  type SessionState,
  SetupJob,
} from '../../src/index.js';

/**
 * The reasons against starting each job, worked out from nothing, word for word from the specification (§3.3, §3.4):
 * what the readiness that a session keeps up to date piece by piece has to equal.
 */
export function readinessAnew(state: SessionState): Map<string, readonly ReadinessInhibitor[]> {
  const runList = new Set(state.runList.map(({ id }) => id));
  return new Map(
    [...state.jobs].map(([id, { job }]) => [
      id,
      runList.has(id)
        ? inhibitorsAnew(state, job)
        : [new ReadinessInhibitor({ cause: 'UNDESIRED' })],
    ]),
  );
}

function inhibitorsAnew(state: SessionState, job: JobDefinition): ReadinessInhibitor[] {
  const outcomeOf = (id: string) => state.jobs.get(id)?.result.outcome ?? null;
  const jobOf = (id: string) => state.jobs.get(id)?.job;
  const inhibitors: ReadinessInhibitor[] = [];
  if (job instanceof SetupJob) {
    const unmet = job.requiresManifest.filter(
      ({ id, value }) => (state.manifest.get(id) ?? false) !== value,
    );
    if (unmet.length > 0) {
      const relatedManifests = unmet.map(({ id }) => id);
      inhibitors.push(
        new ReadinessInhibitor({ cause: 'REQUIRED_MANIFEST', relatedJob: job, relatedManifests }),
      );
    }
  }
  const expressions = job.resourceProgram?.expressions ?? [];
  const unavailable = expressions.find((e) => e.resourceIds.some((id) => !state.resources.has(id)));
  const untrue = expressions.find((e) => !e.matches(state.resources));
  const blamed = unavailable ?? untrue;
  for (const id of blamed?.resourceIds ?? []) {
    if (unavailable !== undefined && outcomeOf(id) === 'pass') continue;
    inhibitors.push(
      new ReadinessInhibitor({
        cause: unavailable === undefined ? 'FAILED_RESOURCE' : 'PENDING_RESOURCE',
        relatedJob: jobOf(id),
        relatedJobId: id,
        relatedExpression: blamed,
      }),
    );
  }
  const add = (cause: 'PENDING_DEP' | 'FAILED_DEP' | 'NOT_FAILED_DEP', id: string) => {
    inhibitors.push(new ReadinessInhibitor({ cause, relatedJob: jobOf(id), relatedJobId: id }));
  };
  for (const id of [...job.depends].sort(compareCodePoints)) {
    if (outcomeOf(id) === null) add('PENDING_DEP', id);
    else if (outcomeOf(id) !== 'pass') add('FAILED_DEP', id);
  }
  for (const id of [...job.after].sort(compareCodePoints)) {
    if (outcomeOf(id) === null) add('PENDING_DEP', id);
  }
  for (const id of [...job.salvages].sort(compareCodePoints)) {
    if (outcomeOf(id) !== 'fail') add('NOT_FAILED_DEP', id);
  }
  return inhibitors;
}

/** An inhibitor as text that shows all that counts. */
export function plainInhibitor(inhibitor: ReadinessInhibitor): string {
  const { cause, relatedJobId, relatedJob, relatedExpression, relatedManifests } = inhibitor;
  const known = relatedJob === undefined ? 'unknown' : 'known';
  return [cause, relatedJobId, known, relatedExpression?.text, relatedManifests?.join()].join(' ');
}

/** The reasons that a session holds ready, as text. */
export function plainReadiness(states: Iterable<JobState>): Map<string, string[]> {
  return new Map(
    [...states].map(({ job, readinessInhibitors }) => [
      job.id,
      readinessInhibitors.map(plainInhibitor),
    ]),
  );
}
