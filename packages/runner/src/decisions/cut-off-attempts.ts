import type { SessionDevice } from '@plainbox/manager';
import type { JobDefinition, JobId, JobState } from '@plainbox/state';
import type { FoundCutOff, NotedAttempt } from '../ledger.js';
import type { RunContext } from '../run-context.js';
import type { Decision } from './decision.js';
import { type CutOffAttempt, judge } from './judge.js';
import {
  ownResultFile,
  readSavedOutcome,
  type SavedOutcome,
  sharedResultFile,
} from './saved-outcome.js';

/** An attempt that was under way when the session was cut off. */
interface UnderWay {
  readonly id: JobId;
  /** Missing where the session was written by a program that notes no attempts. */
  readonly noted: NotedAttempt | undefined;
}

/** What comes of an attempt that was under way when the session was cut off. */
export type CutOff = UnderWay &
  (
    | { readonly fate: 'decided'; readonly decision: Decision }
    /** The machine has yet to reboot: the attempt is not over. */
    | { readonly fate: 'awaited' }
    /** A stop in time, or a wish that is newer, has undone it. */
    | { readonly fate: 'undone' }
    /** Somebody has given the job a result meanwhile, such as a skip of one that has changed. */
    | { readonly fate: 'settled' }
    /** The job is not on the run list, or not even known. It is judged by what was found, once it is back. */
    | { readonly fate: 'aside'; readonly found: FoundCutOff }
  );

/** Whether a run takes the job up for that, be it to decide on it alone. */
export function isTakenUp(cutOff: CutOff | undefined): boolean {
  return cutOff !== undefined && cutOff.fate !== 'settled' && cutOff.fate !== 'aside';
}

/** What judging needs to know of a session. */
export type Judged = Pick<RunContext, 'device' | 'ledger' | 'manager' | 'bootId' | 'maxCrashes'>;

/** Judges all that was under way. Changes nothing. */
export function judgeCutOffAttempts(context: Judged): readonly CutOff[] {
  const { bootId, maxCrashes, device } = context;
  const attempts = attemptsUnderWay(context);
  if (attempts.length === 0) return [];
  const savedOutcomeOf = savedOutcomes(attempts, context);
  const listed = new Set(device.state.runList.map(({ id }) => id));
  return attempts.map((attempt): CutOff => {
    const { id, noted } = attempt;
    const found = noted?.found ?? { bootId, savedOutcome: savedOutcomeOf(attempt) ?? null };
    const jobState = device.state.jobs.get(id);
    if (jobState && noted && isSettled(noted, jobState)) return { ...attempt, fate: 'settled' };
    if (!jobState || !listed.has(id)) return { ...attempt, fate: 'aside', found };
    const { job, resultHistory: history } = jobState;
    const wish = wishFor(job, noted, device);
    const judgement = judge({
      job,
      history,
      noted,
      savedOutcome: found.savedOutcome,
      // What waits for a reboot does so as long as it takes.
      bootId: noted?.pause === 'reboot' ? bootId : found.bootId,
      maxCrashes,
      wish,
    });
    if (judgement) {
      return { ...attempt, fate: 'decided', decision: { ...judgement, device: device.device } };
    }
    const isAwaited = noted?.pause === 'reboot' && wish === undefined;
    return { ...attempt, fate: isAwaited ? 'awaited' : 'undone' };
  });
}

/** The ledger's attempts; where it has none, the one job that plainbox (Python) notes. */
function attemptsUnderWay({
  device: { state },
  ledger,
}: Pick<Judged, 'device' | 'ledger'>): readonly UnderWay[] {
  const noted = ledger.noted.map((attempt) => ({ id: attempt.job, noted: attempt }));
  const { runningJobName } = state.metadata;
  if (ledger.running.length > 0 || runningJobName === null) return noted;
  return [...noted, { id: runningJobName, noted: undefined }];
}

/** Whether somebody has settled it by a result of its own, such as a skip of the changed job. */
function isSettled({ results }: NotedAttempt, { resultHistory }: JobState): boolean {
  return resultHistory.length > results;
}

/** A wish that stands is newer than the attempt: the one that the attempt was made for was taken back as it began. */
function wishFor(
  job: JobDefinition,
  noted: NotedAttempt | undefined,
  device: SessionDevice,
): CutOffAttempt['wish'] {
  if (!device.reruns.has(job.id)) return undefined;
  const isOther = noted ? noted.checksum !== job.checksum : isChanged(job.id, device);
  return isOther ? 'changed' : 'requested';
}

/** Whether the job was found to be defined otherwise than it was saved with, and has got no result since. */
export function isChanged(
  id: JobId,
  { jobChanges, state }: Pick<SessionDevice, 'jobChanges' | 'state'>,
): boolean {
  const result = state.jobs.get(id)?.result;
  return jobChanges.changed.some((each) => each.job.id === id && each.result === result);
}

/** Reads what the jobs under way have left in the session's shared folder. */
function savedOutcomes(
  attempts: readonly UnderWay[],
  { manager, device: { device } }: Judged,
): (attempt: UnderWay) => SavedOutcome | undefined {
  const share = manager.directories?.sessionSharePathname;
  if (share === undefined) return () => undefined;
  const shared = readSavedOutcome(sharedResultFile(share));
  const present = attempts.filter(({ noted }) => noted?.found === undefined);
  return ({ id, noted }) => {
    const own = readSavedOutcome(ownResultFile(share, id, device));
    const wasAlone = present.length === 1 && !noted?.accompanied;
    return own ?? (isOutcomeOf(id, shared, wasAlone) ? shared : undefined);
  };
}

/** What doesn't say whose it is may be that of any job that ran at the time. */
function isOutcomeOf(id: JobId, shared: SavedOutcome | undefined, wasAlone: boolean): boolean {
  return shared?.job === undefined ? wasAlone : shared.job === id;
}
