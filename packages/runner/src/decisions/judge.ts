import type { JobDefinition, JobResult, Outcome } from '@plainbox/state';
import { personsPart } from '../executors/plugins.js';
import type { NotedAttempt } from '../ledger.js';
import { cutOffComment, isCutOff } from './cut-off-results.js';
import type { Decision } from './decision.js';
import type { SavedOutcome } from './saved-outcome.js';

/** What is decided on a job, whichever device it ran on. */
type Judgement = Omit<Decision, 'device'>;

/** All that is known about an attempt that was cut off. */
export interface CutOffAttempt {
  readonly job: JobDefinition;
  /** Results of the attempts before it. */
  readonly history: readonly JobResult[];
  /** Missing where the session was written by a program that notes no attempts. */
  readonly noted: NotedAttempt | undefined;
  readonly savedOutcome: SavedOutcome | null;
  /** The boot in which it was found. */
  readonly bootId: string | null;
  readonly maxCrashes: number;
  /** Why the job is to run again whatever came of the attempt, if it is. */
  readonly wish: 'changed' | 'requested' | undefined;
}

const AGAIN = {
  changed: ' It is run again, as its definition has changed since.',
  requested: ' It is run again, as the session notes that it is to.',
  undecided: ' It is run again, as nobody is to judge it.',
};

/**
 * Judges an attempt that was cut off: the outcome that the job itself has saved; else a pass for a
 * job that does not return, or that had done its part, if the machine has rebooted since; else a
 * crash, after which the job is run again until it has crashed too often.
 *
 * `undefined` where there is nothing to judge: the machine has yet to reboot, or a stop in time has
 * undone the attempt.
 */
export function judge(cutOff: CutOffAttempt): Judgement | undefined {
  const { job, noted, savedOutcome } = cutOff;
  if (savedOutcome) {
    const { outcome, comments } = savedOutcome;
    const said = comments === undefined ? '' : ` It says: ${comments}`;
    const reason = `The session ended while the job was running; the job had saved this outcome.${said}`;
    return judgeEnd(cutOff, 'saved-outcome', outcome, reason);
  }
  if (isMeantToReboot(cutOff) && hasRebooted(cutOff)) {
    // Where a person had to judge what the job did, the reboot alone decides nothing.
    const outcome = personsPart(noted ?? job)?.verifies ? 'undecided' : 'pass';
    const reason = 'The machine has rebooted, as the job was to make it.';
    return judgeEnd(cutOff, 'rebooted', outcome, reason);
  }
  if (noted?.pause === 'reboot') return undefined;
  // A stop may be the begin of a reboot. Were that for nothing, a job could reboot the machine again and again.
  if (noted?.pause === 'stopped' && !hasRebooted(cutOff)) return undefined;
  return judgeCrash(cutOff);
}

/** The attempt has come to an end. Whether the job runs again is up to its present definition. */
function judgeEnd(
  { job, wish }: CutOffAttempt,
  rule: Judgement['rule'],
  outcome: NonNullable<Outcome>,
  reason: string,
): Judgement {
  const isJudgedByNobody = outcome === 'undecided' && !personsPart(job)?.verifies;
  const again = wish ?? (isJudgedByNobody ? 'undecided' : undefined);
  if (again === undefined) return { job, rule, outcome, runsAgain: false, reason };
  return { job, rule, outcome, runsAgain: true, reason: `${reason}${AGAIN[again]}` };
}

/** By the definition that was run: the present one says nothing of what a former one did. */
function isMeantToReboot({ job, noted }: CutOffAttempt): boolean {
  return noted?.pause === 'reboot' || (noted?.noreturn ?? job.flags.has('noreturn'));
}

function hasRebooted({ noted, bootId }: CutOffAttempt): boolean {
  const before = noted?.bootId ?? null;
  return before !== null && bootId !== null && before !== bootId;
}

function judgeCrash(cutOff: CutOffAttempt): Judgement {
  const { job, history, maxCrashes, wish } = cutOff;
  const crashes = history.filter(isCutOff).length + 1;
  const runsAgain = crashes < maxCrashes || wish !== undefined;
  const comment = cutOffComment(
    hasRebooted(cutOff) ? 'the machine went down' : 'the session ended',
  );
  const reason = `${comment} ${runsAgain ? againAfter(crashes) : notAgainAfter(maxCrashes)}`;
  return { job, rule: 'crash', outcome: 'crash', runsAgain, reason };
}

/** Never the same twice: a result that says what the last one did is none, and would not be counted. */
function againAfter(crashes: number): string {
  return crashes === 1 ? 'It is run again.' : `It is run again, after ${crashes} such attempts.`;
}

function notAgainAfter(maxCrashes: number): string {
  return `It is not run again: at most ${maxCrashes} such attempts are made.`;
}
