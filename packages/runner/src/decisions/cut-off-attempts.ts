import type { Reruns } from '@plainbox/manager';
import type { JobId, JobState } from '@plainbox/state';
import type { NotedAttempt } from '../ledger.js';
import type { RunContext } from '../run-context.js';
import { isLasting } from './cut-off-results.js';
import type { Decision } from './decision.js';
import { judge } from './judge.js';
import {
  ownResultFile,
  readSavedOutcome,
  type SavedOutcome,
  sharedResultFile,
} from './saved-outcome.js';

/** An attempt that was under way when the session was cut off, and what comes of it. */
export interface CutOff {
  readonly id: JobId;
  /** Missing where the session was written by a program that notes no attempts. */
  readonly noted: NotedAttempt | undefined;
  /** Missing where there is nothing to decide: a stop in time has undone it, or somebody has settled it. */
  readonly decision: Decision | undefined;
  /** The machine has yet to reboot: the attempt is not over. */
  readonly isAwaited: boolean;
}

/** What judging needs to know of a session. */
export type Judged = Pick<RunContext, 'device' | 'ledger' | 'manager' | 'bootId' | 'maxCrashes'>;

/** Judges all that was under way. Changes nothing. */
export function judgeCutOffAttempts(context: Judged): readonly CutOff[] {
  const { bootId, maxCrashes, manager } = context;
  const { state, device, reruns } = context.device;
  const attempts = attemptsUnderWay(context);
  const share = manager.directories?.sessionSharePathname;
  const shared = share === undefined ? undefined : readSavedOutcome(sharedResultFile(share));
  return attempts.map(({ id, noted }) => {
    const jobState = state.jobs.get(id);
    if (!jobState || (noted && isSettled(noted, jobState, reruns)))
      return { id, noted, decision: undefined, isAwaited: false };
    const isRenewed = noted?.checksum !== jobState.job.checksum && reruns.has(id);
    const wasAlone = attempts.length === 1 && !noted?.accompanied;
    const own =
      share === undefined ? undefined : readSavedOutcome(ownResultFile(share, id, device));
    const savedOutcome = own ?? (isOutcomeOf(id, shared, wasAlone) ? shared : undefined);
    const judgement = judge({
      job: jobState.job,
      history: jobState.resultHistory,
      noted,
      savedOutcome,
      bootId,
      maxCrashes,
      isRenewed,
    });
    const decision = judgement && { ...judgement, device };
    const isAwaited = !decision && noted?.pause === 'reboot';
    return { id, noted, decision, isAwaited };
  });
}

/** What doesn't say whose it is may be that of any job that ran at the time. */
function isOutcomeOf(id: JobId, shared: SavedOutcome | undefined, wasAlone: boolean): boolean {
  return shared?.job === undefined ? wasAlone : shared.job === id;
}

/**
 * Whether somebody has settled it by a result of its own, such as a skip of the changed job. Where the job had
 * that result before, only the wish is gone for which it was run once more.
 */
function isSettled(
  { job, results }: NotedAttempt,
  { resultHistory }: JobState,
  reruns: Reruns,
): boolean {
  if (resultHistory.length > results) return true;
  const last = resultHistory.at(-1);
  return last !== undefined && isLasting(last) && !reruns.has(job);
}

interface UnderWay {
  readonly id: JobId;
  readonly noted: NotedAttempt | undefined;
}

/** The ledger's attempts; where it has none, the one job that plainbox (Python) notes. */
function attemptsUnderWay({
  device: { state },
  ledger,
}: Pick<Judged, 'device' | 'ledger'>): readonly UnderWay[] {
  const noted = ledger.running.map((attempt) => ({ id: attempt.job, noted: attempt }));
  const { runningJobName } = state.metadata;
  if (noted.length > 0 || runningJobName === null) return noted;
  return [{ id: runningJobName, noted: undefined }];
}
