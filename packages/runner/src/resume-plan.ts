import type { SessionDevice } from '@plainbox/manager';
import type { JobDefinition, JobId } from '@plainbox/state';
import {
  type CutOff,
  isChanged,
  isTakenUp,
  type Judged,
  judgeCutOffAttempts,
} from './decisions/cut-off-attempts.js';
import type { Decision } from './decisions/decision.js';

/** Why a job that has run before is run once more. */
export type RerunCause =
  /** It was running when the session was cut off, now or before, and may be tried again. */
  | 'cut-off'
  /** A stop in time has ended it, and undone the attempt. */
  | 'stopped'
  /** Its definition is not the one that its result is of. */
  | 'changed'
  /** The session notes that it is to run once more: somebody asked for it, or it was changed, in an earlier process. */
  | 'requested'
  /** Nobody has judged it yet: where a person has to, it is only judged. */
  | 'undecided';

/** A job that is run once more, and why. */
export interface PlannedRerun {
  readonly job: JobDefinition;
  /** The device that it runs on; null for this machine. */
  readonly device: string | null;
  readonly cause: RerunCause;
  /** For people. */
  readonly reason: string;
}

/**
 * What a run would do with the jobs of the run list; each stands in one list, in the run list's order. Those of further
 * devices follow.
 */
export interface ResumePlan {
  /** They keep their results. */
  readonly kept: readonly JobDefinition[];
  /** They were running when the session was cut off, and get a result without being run. */
  readonly decided: readonly Decision[];
  readonly runAgain: readonly PlannedRerun[];
  /** They have not run yet. */
  readonly neverStarted: readonly JobDefinition[];
  /** These wait for a reboot of the machine, and nothing runs before; more than one where a job was away for a while. */
  readonly awaitReboot: readonly JobDefinition[];
}

/** What a run would do on one device. */
export interface DevicePlan extends ResumePlan {
  /** Null stands for the machine that the session runs on. */
  readonly device: string | null;
}

/** Makes the plan for one device, and changes nothing. */
export function planResume(context: Judged, isToDo: (id: string) => boolean): DevicePlan {
  const cutOffs = new Map(judgeCutOffAttempts(context).map((cutOff) => [cutOff.id, cutOff]));
  const kept: JobDefinition[] = [];
  const decided: Decision[] = [];
  const runAgain: PlannedRerun[] = [];
  const neverStarted: JobDefinition[] = [];
  const awaitReboot: JobDefinition[] = [];
  for (const job of context.device.state.runList) {
    const cutOff = cutOffs.get(job.id);
    if (cutOff?.fate === 'awaited') awaitReboot.push(job);
    else if (cutOff?.fate === 'decided' && !cutOff.decision.runsAgain)
      decided.push(cutOff.decision);
    else if (!isTakenUp(cutOff) && !isToDo(job.id)) kept.push(job);
    else {
      const rerun = rerunOf(job, cutOff, context);
      if (rerun) runAgain.push(rerun);
      else neverStarted.push(job);
    }
  }
  const { device } = context.device;
  return { device, kept, decided, runAgain, neverStarted, awaitReboot };
}

function rerunOf(
  job: JobDefinition,
  cutOff: CutOff | undefined,
  { device: own }: Judged,
): PlannedRerun | undefined {
  const { device, state, reruns } = own;
  const because = (cause: RerunCause, reason: string): PlannedRerun => ({
    job,
    device,
    cause,
    reason,
  });
  if (cutOff?.fate === 'decided') return because('cut-off', cutOff.decision.reason);
  const last = state.jobs.get(job.id)?.resultHistory.at(-1);
  if (cutOff?.fate !== 'undone' && last === undefined) return undefined;
  if (reruns.has(job.id) && isChanged(job.id, own)) {
    return because('changed', 'Its definition has changed since it ran.');
  }
  if (reruns.has(job.id)) return because('requested', reasonOfWish(own, job.id));
  if (last === undefined || cutOff?.fate === 'undone') {
    return because('stopped', 'It was stopped before it had ended.');
  }
  if (last.outcome === 'undecided' || last.outcome === null) {
    return because('undecided', 'Nobody has judged it yet.');
  }
  return because('cut-off', last.comments ?? 'It was cut off.');
}

/** Wishes that were there when the session was opened have the number 0, and nobody knows any more whose they are. */
function reasonOfWish({ reruns, state }: SessionDevice, id: JobId): string {
  if (reruns.latest(id) === 0) return 'The session notes that it is to run again.';
  const outcome = state.jobs.get(id)?.result.outcome ?? null;
  return outcome === null ? 'It was asked for.' : `It was asked for; it came out as '${outcome}'.`;
}

/** The plans of several devices in one. */
export function joinPlans(plans: readonly ResumePlan[]): ResumePlan {
  return {
    kept: plans.flatMap(({ kept }) => kept),
    decided: plans.flatMap(({ decided }) => decided),
    runAgain: plans.flatMap(({ runAgain }) => runAgain),
    neverStarted: plans.flatMap(({ neverStarted }) => neverStarted),
    awaitReboot: plans.flatMap(({ awaitReboot }) => awaitReboot),
  };
}
